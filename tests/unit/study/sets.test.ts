import { expect, test } from 'vitest';
import { moved, readSet, setMarkdown, tidyTitle, writeSet } from '../../../src/study/sets.ts';

const known = (number: number) => number >= 1 && number <= 40;
const read = (fragment: string) => readSet(fragment, known);

test('a set is its numbers in their order, and its title', () => {
  expect(read('3,17,22&title=Monday%20group')).toEqual({
    numbers: [3, 17, 22],
    title: 'Monday group',
    rest: [],
    dropped: [],
  });
  expect(read('22,3')).toEqual({ numbers: [22, 3], title: '', rest: [], dropped: [] });
  expect(read('')).toEqual({ numbers: [], title: '', rest: [], dropped: [] });
});

test('a damaged link gives what can be read, and what was dropped', () => {
  expect(read('3,,x,99,03,3,%2017%20,1e1,0x2,-4,4.0,9999999')).toEqual({
    numbers: [3, 17],
    title: '',
    rest: [],
    dropped: ['x', '99', '1e1', '0x2', '-4', '4.0', '9999999'],
  });
  expect(read('%E0%A4%A&title=%E0%A4%A').dropped).toEqual(['%E0%A4%A']);
  expect(read('%E0%A4%A&title=%E0%A4%A').title).toBe('%E0%A4%A');
  expect(read('x'.repeat(500)).dropped[0]).toHaveLength(80);
  expect(read('3%2C17').numbers).toEqual([3, 17]);
});

test('what a sentence ends with is no part of the number before it', () => {
  expect(read('3,17.')).toMatchObject({ numbers: [3, 17], dropped: [] });
  expect(read('3),17%22%3E!')).toMatchObject({ numbers: [3, 17], dropped: [] });
  expect(read('.,3.x')).toMatchObject({ numbers: [], dropped: ['.', '3.x'] });
});

test('keys that are not known go along, as they were written', () => {
  const set = read('3&day=2026%2D12&title=A+B&x');
  expect(set).toMatchObject({ numbers: [3], title: 'A B', rest: ['day=2026%2D12', 'x'] });
  expect(writeSet(set)).toBe('3&title=A%20B&day=2026%2D12&x');
  expect(read('title=Only')).toMatchObject({ numbers: [], title: 'Only', dropped: [] });
});

test('what is written is read again', () => {
  const set = { numbers: [40, 1], title: 'Ärger & Co = 50 %, #1', rest: ['k=v'] };
  expect(read(writeSet(set))).toEqual({ ...set, dropped: [] });
  expect(writeSet({ numbers: [], title: '', rest: [] })).toBe('');
  expect(writeSet({ numbers: [2], title: '', rest: [] })).toBe('2');
});

test('a title is one line of what can be seen', () => {
  expect(tidyTitle('  a\n\tb\u202Ec\u200B  d ')).toBe('a b c d');
  expect(tidyTitle('x'.repeat(100))).toHaveLength(80);
  expect(tidyTitle(`${'x'.repeat(79)} y`)).toBe('x'.repeat(79));
});

test('a title has no half of a character, which no link could hold', () => {
  const title = tidyTitle(`${'x'.repeat(79)}😀`);
  expect(title).toBe('x'.repeat(79));
  expect(tidyTitle(`${'x'.repeat(78)}😀`)).toBe(`${'x'.repeat(78)}😀`);
  expect(tidyTitle('a\ud83d b')).toBe('a b');
  expect(writeSet({ numbers: [3], title, rest: [] })).toBe(`3&title=${title}`);
});

test('a question moves to a place that there is', () => {
  expect(moved([1, 2, 3], 0, 2)).toEqual([2, 3, 1]);
  expect(moved([1, 2, 3], 2, 0)).toEqual([3, 1, 2]);
  expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 2, 3)).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 5, 0)).toEqual([1, 2, 3]);
});

test('a set as Markdown has a link for each question', () => {
  expect(setMarkdown('Monday', [{ number: 3, question: 'How?', url: 'https://x/q/3/' }])).toBe(
    '## Monday\n\n- 3. [How?](https://x/q/3/)\n',
  );
});

test('a title is words in Markdown too, whatever its maker put into it', () => {
  const title = '[x](javascript:1) <b>`*_~\\ Q & A &lt;';
  const question = 'What does `a[0]` do?';
  expect(setMarkdown(title, [{ number: 3, question, url: 'https://x/q/3/' }])).toBe(
    '## \\[x\\](javascript:1) \\<b\\>\\`\\*\\_\\~\\\\ Q & A \\&lt;\n\n- 3. [What does \\`a\\[0\\]\\` do?](https://x/q/3/)\n',
  );
});
