import { expect, test } from 'vitest';
import { lineFor } from '../../../src/search/line.ts';
import type { Found } from '../../../src/search/rank.ts';

const found = (more: Partial<Found> = {}): Found => ({
  hits: [],
  named: false,
  corrected: new Map(),
  unknown: [],
  weak: false,
  words: [],
  ...more,
});

test('a list says how many answers it has, or that they are only close', () => {
  expect(lineFor('cors', found(), 3, false)).toEqual({ text: '3 answers', instead: false });
  expect(lineFor('cors', found(), 1, false).text).toBe('1 answer');
  expect(lineFor('cors', found({ weak: true }), 3, false).text).toBe('Closest answers');
  expect(lineFor('cors', found(), 0, false)).toEqual({ text: 'No answer here passes the filters.', instead: false });
});

test('words that nothing has are named, and how far the full text is with them', () => {
  const helm = found({ unknown: ['helm'] });
  expect(lineFor('helm deploy', helm, 2, false).text).toBe('2 answers; nothing mentions “helm”');
  expect(lineFor('helm deploy', helm, 2, false, 'reading').text).toBe(
    '2 answers; looking for “helm” in the full text …',
  );
  expect(lineFor('helm deploy', helm, 2, false, 'away').text).toBe(
    '2 answers; the full text is not there yet, to look for “helm”',
  );
  expect(lineFor('a b', found({ unknown: ['a', 'b'] }), 2, false).text).toBe('2 answers; nothing mentions “a”, “b”');
});

test('where nothing is found all questions follow, and the line says why', () => {
  const helm = found({ unknown: ['helm'] });
  expect(lineFor('helm', helm, 40, true)).toEqual({ text: 'Nothing mentions “helm”. All questions:', instead: false });
  expect(lineFor('helm', helm, 40, true, 'reading').text).toBe('Looking for “helm” in the full text …');
  expect(lineFor('helm', helm, 40, true, 'away').text).toBe(
    'The full text is not there yet, to look for “helm”. All questions:',
  );
  expect(lineFor('the of', found(), 40, true, 'reading').text).toBe('Nothing resembles “the of”. All questions:');
  // Nothing was asked.
  expect(lineFor('', found(), 40, true).text).toBe('40 answers');
});

test('what was corrected is shown as it was understood, and the words as typed are offered', () => {
  const corrected = new Map([
    ['dependancy', 'dependency'],
    ['injecton', 'injection'],
  ]);
  expect(lineFor('dependancy injecton', found({ corrected }), 4, false)).toEqual({
    text: 'Showing results for “dependency injection”.',
    instead: true,
  });
  expect(lineFor('dependancy injecton helm', found({ corrected, unknown: ['helm'] }), 4, false).text).toBe(
    'Showing results for “dependency injection helm”; nothing mentions “helm”.',
  );
});
