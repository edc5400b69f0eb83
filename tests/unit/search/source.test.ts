import { expect, test } from 'vitest';
import { readAnswers } from '../../support/answers.ts';
import { foreignNames, sourceOf } from '../../../src/search/source.ts';

test('the names of a program that are not its own are those it imports and decorates with', () => {
  const code =
    'from fastapi import FastAPI\nimport jwt\n\napp = FastAPI()\n\n\n@app.get("/")\ndef root():\n    import os\n';
  expect(foreignNames(code)).toBe('from fastapi import FastAPI\nimport jwt\n@app.get("/")\n    import os');
  expect(foreignNames('x = 1')).toBe('');
});

test('an answer is read whole, each text at its place, its programs once', () => {
  const { data } = readAnswers()[0]!;
  const asked: string[] = [];
  const source = sourceOf(
    'one/two-words',
    {
      ...data,
      number: 4,
      level: 'mid',
      question: 'What is `x`?',
      title: '*Title*',
      asked: ['one `way`', 'another'],
      tags: ['a', 'b'],
      say: 'Say `it`.',
      listens: [{ level: 'mid', hear: 'Hear.' }],
      pitfalls: [{ write: 'W', happens: 'H', instead: 'I', program: 'p.py', steps: [] }],
      corrections: [{ said: 'S', truth: 'T' }],
      next: [{ ask: 'A', reply: 'R' }],
    } as typeof data,
    'Prose.\n\n<Program file="p.py" />\n\n<Program file="q.py" region="x" />',
    (file) => {
      asked.push(file);
      return { code: `import ${file}\nx = 1`, steps: [{ step: 'one', body: { detail: [1, null, true] } }] };
    },
  );
  expect(asked).toEqual(['p.py', 'q.py']);
  expect(source).toEqual({
    number: 4,
    slug: 'two-words',
    section: 'one',
    level: 'mid',
    question: 'What is x?',
    asked: ['one way', 'another'],
    texts: {
      question: 'What is x?',
      title: 'Title',
      slug: 'two words',
      asked: 'one way\nanother',
      tags: 'a b',
      say: 'Say it.',
      prose: 'Prose.\n\n',
      points: 'Hear.',
      pitfalls: 'W\nH\nI',
      corrections: 'S\nT',
      next: 'A\nR',
      imports: 'import p.py\nimport q.py',
      code: 'import p.py\nx = 1\nimport q.py\nx = 1',
      records: 'step\none\nbody\ndetail\n1\ntrue\nstep\none\nbody\ndetail\n1\ntrue',
    },
  });
});
