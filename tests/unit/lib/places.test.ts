import { expect, test } from 'vitest';
import { placesOf } from '../../../src/lib/places.ts';
import type { AnswerData } from '../../../src/lib/schemas.ts';

const data = {
  number: 7,
  question: 'What is `Path`?',
  title: 'Path',
  say: 'It is `Path()`.',
  asked: ['about `ge`'],
  listens: [{ level: 'mid', hear: 'Names `le`.' }],
  pitfalls: [
    { write: '`Pth`', happens: 'An `ImportError`.', instead: '`Path`', program: 'a.py', steps: ['wrong', 'x'] },
  ],
  corrections: [{ said: '`regex`', truth: '[`pattern`](proof:it)' }],
  next: [{ ask: 'And `Query`, in seven or in eight words?', reply: 'Like `Path`.' }],
} as unknown as AnswerData;
const body = `## How it works

Text with \`one\`, and [\`two\`](/a/).

### Names that \`lead\`

| a |
| - |
| \`three\` |

## Example

<Program file="a.py" />
`;

test('an answer has places: itself, the parts of its body, pitfalls, follow-ups, corrections, each with the code of its text', () => {
  expect(placesOf(data, body)).toEqual([
    { id: undefined, code: ['Path', 'Path()', 'ge'] },
    { id: 'q7-how-it-works', code: ['one', 'two'] },
    { id: 'q7-names-that-lead', name: 'Names that lead', code: ['lead', 'three'] },
    { id: 'q7-example', code: [] },
    { id: 'q7-pitfalls', code: [] },
    { id: 'q7-pitfall-wrong', code: ['Pth', 'ImportError', 'Path'] },
    { id: 'q7-next', code: [] },
    {
      id: 'q7-and-query-in-seven-or-in-eight',
      name: 'And `Query`, in seven or in eight words?',
      code: ['Query', 'Path'],
    },
    { id: 'q7-no-longer-true', code: ['regex', 'pattern'] },
    { id: 'q7-listens', code: ['le'] },
  ]);
});

test('an empty body has no parts', () => {
  expect(placesOf(data, '').map(({ id }) => id)).not.toContain('q7-how-it-works');
  expect(placesOf(data, 'A text without a heading.')).toHaveLength(7);
});
