import { expect, test } from 'vitest';
import { lineOf, nodesOf, parseMdx, partOf, proseOf, shownIn, tagsIn } from '../../../src/lib/body.ts';

const body = `
## How it works

One \`two\` [three](/x/y/).

| a | b |
| - | - |
| c | d |

- first
- second

## Example

<Program file="a.py" region="main" steps={['one', "two"]} />

<Record file="b.py" steps={['three']} />

<Program file="c.py" />

<Timeline steps={2 * 3} caption="x" {...all} />
`;

test('the components of a body come in order, with their lines and literal attributes', () => {
  expect(tagsIn(body).map(({ name, line, props }) => [name, line, props])).toEqual([
    ['Program', 15, { file: 'a.py', region: 'main', steps: ['one', 'two'] }],
    ['Record', 17, { file: 'b.py', steps: ['three'] }],
    ['Program', 19, { file: 'c.py' }],
    ['Timeline', 21, { caption: 'x' }],
  ]);
});

test('an attribute that is code is a fault, and named', () => {
  expect(tagsIn(body).at(-1)?.faults).toEqual([
    'steps: "2 * 3" is not a plain value',
    '{...all} is not an attribute with a name',
  ]);
});

test('an attribute that stands twice is a fault', () => {
  expect(tagsIn('<Program file="a.py" file="b.py" />')[0]?.faults).toEqual(['file stands there twice']);
});

test('an attribute without a value is true', () => {
  expect(tagsIn('<Program wrong />')[0]?.props).toEqual({ wrong: true });
});

test('what is shown is told from what is drawn, and code from its record alone', () => {
  expect(shownIn(body)).toEqual([
    { line: 15, file: 'a.py', region: 'main', steps: ['one', 'two'], code: true },
    { line: 17, file: 'b.py', region: undefined, steps: ['three'], code: false },
    { line: 19, file: 'c.py', region: undefined, steps: undefined, code: true },
  ]);
});

test('what should be a name and is not is no name', () => {
  expect(shownIn('<Program steps="x" region={1} />')).toEqual([
    { line: 1, file: '', region: undefined, steps: undefined, code: true },
  ]);
});

test('prose is what a reader reads: text and code, without components', () => {
  expect(proseOf(body).split('\n').filter(Boolean)).toEqual([
    'How it works',
    'One two three.',
    'a',
    'b',
    'c',
    'd',
    'first',
    'second',
    'Example',
  ]);
});

test('a part reaches to the next heading of its level', () => {
  expect(partOf(body, 'How it works')).toContain('second');
  expect(partOf(body, 'How it works')).not.toContain('Example');
  expect(partOf('## A\n\none\n\n### B\n\ntwo\n', 'A')).toBe('one\nB\ntwo');
  expect(partOf(body, 'Nothing')).toBe('');
  expect(partOf(body, 'Example').trim()).toBe('');
});

test('broken MDX says where', () => {
  expect(() => parseMdx('fine\n\n<Program file=')).toThrow(/^3:\d+: /);
});

test('another body is parsed anew', () => {
  expect(parseMdx('one')).not.toBe(parseMdx('two'));
  expect(nodesOf(parseMdx('a\n\nb')).map((node) => `${node.type} ${lineOf(node)}`)).toEqual([
    'root 1',
    'paragraph 1',
    'text 1',
    'paragraph 3',
    'text 3',
  ]);
});

test('a line break reads as one', () => {
  expect(proseOf('one  \ntwo')).toBe('one\ntwo');
});
