import { expect, test } from 'vitest';
import { embedCode } from '../../../src/study/embed.ts';

test('the code for another site frames the card, under its question', () => {
  expect(embedCode('https://a.b/c/d/', 'What is "x" & <y>?')).toBe(
    '<iframe src="https://a.b/c/d/card/" title="What is &quot;x&quot; &amp; <y>?" width="100%" height="360" loading="lazy" style="border:0"></iframe>',
  );
});
