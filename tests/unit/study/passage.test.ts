import { expect, test } from 'vitest';
import { passageFragment, quote, reportUrl } from '../../../src/study/passage.ts';

test('a passage is named by its text, after the place that it stands in', () => {
  expect(passageFragment('q19-say', { textStart: 'two scopes' })).toBe('#q19-say:~:text=two%20scopes');
  expect(passageFragment('', { textStart: 'a' })).toBe('#:~:text=a');
});

test('a long or ambiguous one by its ends and its neighbors', () => {
  expect(passageFragment('q1', { textStart: 'from', textEnd: 'to', prefix: 'be fore', suffix: 'after' })).toBe(
    '#q1:~:text=be%20fore-,from,to,-after',
  );
  expect(passageFragment('q1', { textStart: 'from', suffix: 'after' })).toBe('#q1:~:text=from,-after');
});

test('signs of the syntax, and those at which chats cut a link, are escaped; half a character is left out', () => {
  expect(passageFragment('q1', { textStart: "a-b, c & (d)! it's *x*" })).toBe(
    '#q1:~:text=a%2Db%2C%20c%20%26%20%28d%29%21%20it%27s%20%2Ax%2A',
  );
  expect(passageFragment('q1', { textStart: 'a\ud800b', prefix: '-' })).toBe('#q1:~:text=%2D-,ab');
  expect(passageFragment('q1', { textStart: '→ 😀' })).toBe('#q1:~:text=%E2%86%92%20%F0%9F%98%80');
});

test('a quotation is one line, and not longer than asked', () => {
  expect(quote('  a\n  b\tc ')).toBe('a b c');
  expect(quote('abcdef', 6)).toBe('abcdef');
  expect(quote('abcd efg', 5)).toBe('abcd …');
  expect(quote('x'.repeat(700))).toHaveLength(602);
});

test('a report has the passage, its link, its proof and the versions in the fields of the form', () => {
  const form = 'https://github.com/o/r/issues/new?template=mistake.yml&title=7%3A+&answer=7.+Q%3F';
  const about = { passage: 'It\n never raises', link: 'https://a.b/c/#q7:~:text=x', versions: 'FastAPI 1' };
  const { searchParams } = new URL(reportUrl(form, { ...about, proof: 'test_a https://x.y/z#L3' }));
  expect(Object.fromEntries(searchParams)).toEqual({
    template: 'mistake.yml',
    title: '7: ',
    answer: '7. Q?',
    wrong: '> It never raises\n\nhttps://a.b/c/#q7:~:text=x\n\n',
    shown: 'Its proof: test_a https://x.y/z#L3\nChecked with: FastAPI 1',
  });
  expect(new URL(reportUrl(form, { ...about, proof: '' })).searchParams.get('shown')).toBe('Checked with: FastAPI 1');
});
