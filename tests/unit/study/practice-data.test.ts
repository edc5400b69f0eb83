import { expect, test } from 'vitest';
import type { AnswerData } from '../../../src/lib/schemas.ts';
import { practiceOf } from '../../../src/study/practice-data.ts';

test('a question for practice is words: no links, no marks', () => {
  const data = {
    number: 7,
    level: 'mid',
    question: 'What does `{id}` do?',
    say: 'It *names* a part.',
    listens: [{ level: 'junior', hear: 'Says that [it is converted](proof:converted).' }],
    next: [{ ask: 'And `int`?', reply: 'See [there](/routing/parameter-kinds/).', answer: 8 }],
  } as unknown as AnswerData;
  expect(practiceOf(data, { section: 'routing', url: '/routing/x/', hash: 'e6070c5c85e7' })).toEqual({
    number: 7,
    level: 'mid',
    section: 'routing',
    url: '/routing/x/',
    hash: 'e6070c5c85e7',
    question: 'What does <code>{id}</code> do?',
    say: 'It <em>names</em> a part.',
    listens: [{ level: 'junior', hear: 'Says that it is converted.' }],
    next: [{ ask: 'And <code>int</code>?', reply: 'See there.' }],
  });
});
