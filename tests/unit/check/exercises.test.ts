import { describe, expect, test } from 'vitest';
import { faultsAfter } from './fixture.ts';

const edit =
  (file: string) =>
  (from: string | RegExp, to: string): string =>
    faultsAfter({ [`content/${file}`]: (text) => text.replace(from, to) }).join('\n');
const inMistakes = edit('mistakes.yaml');
const inPredictions = edit('predictions.yaml');

describe('which sentence is wrong', () => {
  test.each<[name: string, from: string | RegExp, to: string, message: string | RegExp]>([
    [
      'an answer that is not there',
      'answer: 2',
      'answer: 9',
      'it-is-so.answer: names answer 9, which does not exist.\n  Name the number of an answer.',
    ],
    [
      'words that the answer does not correct',
      'said: It is so.',
      'said: It was so.',
      'it-is-so.said: is "It was so.", which answer 2 does not correct.\n  Name a correction or a pitfall by its words: "It is so." or "Something.".',
    ],
    [
      'a pitfall without a sentence',
      '  wrong: Something holds.\n',
      '',
      'something.wrong: is missing.\n  A pitfall says what people do; say here what they believe.',
    ],
    [
      'a wrong sentence with a mark',
      'wrong: Something holds.',
      "wrong: 'Something [holds](proof:it_holds).'",
      'something.wrong: has a mark.\n  Nothing shows what is wrong; the mark would tell it from the others.',
    ],
    [
      'a wrong sentence that is asked for twice',
      'wrong: Something holds.',
      'wrong: It is so.',
      'something.wrong: is the wrong sentence of it-is-so too.\n  Ask for something else.',
    ],
    [
      'a right sentence that leads to nothing',
      'It [breaks](proof:it_holds).',
      'It breaks.',
      'something.right: is called true and leads to nothing: It breaks.',
    ],
    [
      'a true sentence that leads to nothing',
      'It [holds](proof:it_holds).',
      'It holds.',
      /it-is-so\.beside\.1: is called true and leads to nothing: It holds\.\n {2}Lead it to what shows it: \[words\]\(proof:test\)/,
    ],
    [
      'a test that its answer does not name',
      'It [holds](proof:it_holds).',
      'It [holds](proof:it_hold).',
      'it-is-so.beside.1: leads to proof:it_hold, which the answer does not.\n  Use a mark of content/basics/two/index.mdx; near to it: proof:it_holds, source:1.',
    ],
    ['a source that its answer does not name', '[is new](source:1)', '[is new](source:2)', 'leads to source:2, which'],
    [
      'a sentence that stands twice',
      'It [holds](proof:it_holds).',
      'It [never fails](proof:it_holds).',
      'it-is-so.beside: has a sentence twice.\n  Give it other words, or another claim.',
    ],
    [
      'a step that was not recorded',
      'step: seen',
      'step: sen',
      'it-is-so.run: names step "sen" of right.py.\n  content/basics/two/right.py.record.json has: seen.',
    ],
    [
      'a program without a record',
      'program: right.py',
      'program: left.py',
      'it-is-so.run: names left.py, which has no record.\n  Name a program of basics/two.',
    ],
    [
      'a right sentence that is the wrong one, but for its mark',
      'It [is not so](source:1).',
      'It is [so](source:1).',
      'it-is-so.beside: has a sentence twice.',
    ],
    [
      'a link to nowhere',
      'It [breaks](proof:it_holds).',
      'It [breaks](proof:it_holds), see [it](/basics/nine/).',
      'something.right: links to /basics/nine/.',
    ],
    [
      'a link to run',
      'It [breaks](proof:it_holds).',
      'It [breaks](proof:it_holds), see [it](javascript:alert).',
      'something.right: links to javascript:alert.',
    ],
    [
      'a part that is not there',
      'It [breaks](proof:it_holds).',
      'It [breaks](proof:it_holds), see [it](/basics/one/#q1-nine).',
      'something.right: links to #q1-nine, which /basics/one/ does not have.',
    ],
    [
      'a link in what is to be chosen',
      'It [holds](proof:it_holds).',
      'It [holds](proof:it_holds), see [one](/basics/one/).',
      'it-is-so: has a link in it.',
    ],
    ['one true sentence', /\n {4}- 'It \[holds\].*/, '', 'it-is-so.beside: Too small'],
    ['a name that is none', 'something:', 'Some thing:', 'must be lower-case words joined by "-"'],
    ['an unknown key', '  said: Something.', '  sayd: Something.', 'something: has unknown keys: sayd'],
    ['raw HTML', 'wrong: Something holds.', 'wrong: Something <b>holds</b>.', 'something.wrong: has raw HTML'],
    ['praise', 'wrong: Something holds.', 'wrong: It simply holds.', 'something.wrong: says "simply"'],
  ])('%s', (_, from, to, message) => {
    const found = inMistakes(from, to);
    if (typeof message === 'string') expect(found).toContain(message);
    else expect(found).toMatch(message);
  });

  test('names of former days may be said', () => {
    expect(inMistakes('wrong: Something holds.', 'wrong: Use `@validator`.')).toBe('');
  });
});

describe('predict the output', () => {
  const why = (text: string) => inPredictions('  step: broken\n', `  step: broken\n  why: '${text}'\n`);

  test.each<[name: string, from: string | RegExp, to: string, message: string]>([
    ['an answer that is not there', 'answer: 2', 'answer: 9', 'broken.answer: names answer 9, which does not exist'],
    ['a program without a record', 'wrong.py', 'left.py', 'broken.step: names left.py, which has no record'],
    [
      'a step that was not recorded',
      'step: broken',
      'step: brokn',
      'broken.step: names step "brokn" of wrong.py.\n  content/basics/two/wrong.py.record.json has: broken.',
    ],
    [
      'a step that is no exchange',
      'program: wrong.py\n  step: broken',
      'program: right.py\n  step: seen\n  why: Because.',
      'broken.step: is no exchange over HTTP but a value.\n  Name a step that is a request and its response.',
    ],
    [
      'a region that is not there',
      '  step: broken',
      '  region: main\n  step: broken',
      'broken.region: names region "main", which wrong.py does not have.\n  There are: none.',
    ],
    [
      'a step that is asked for twice',
      /$/,
      'again:\n  answer: 2\n  program: wrong.py\n  step: broken\n',
      'again.step: is asked for by broken too.\n  Ask for each step once.',
    ],
    [
      'a mark in what is given',
      '  step: broken',
      "  step: broken\n  given: 'It [holds](proof:it_holds).'",
      'broken.given: has a mark.\n  Put the claim into "why".',
    ],
    [
      'a link to nowhere',
      '  step: broken',
      "  step: broken\n  given: 'See [it](/basics/nine/).'",
      'broken.given: links to /basics/nine/.',
    ],
    ['two lines', '  step: broken', "  step: broken\n  given: '# Given'", 'broken.given: is more than a line of text'],
  ])('%s', (_, from, to, message) => {
    expect(inPredictions(from, to)).toContain(`content/predictions.yaml, ${message}`);
  });

  test('a reason that claims, or leads to what its answer does not name', () => {
    expect(why('It [never fails](proof:it_holds).')).toBe('');
    expect(why('It never fails.')).toContain(
      'broken.why: claims without a mark (a universal: "never"): It never fails.',
    );
    expect(why('It [fails](proof:it_fails).')).toContain(
      'broken.why: leads to proof:it_fails, which the answer does not.',
    );
  });

  test('no reason, where no pitfall shows the step', () => {
    const faults = faultsAfter({
      'content/predictions.yaml': 'seen:\n  answer: 2\n  program: right.py\n  step: seen\n',
      'content/basics/two/right.py.record.json': (text) =>
        text.replace(
          '"kind":"value","label":"seen","value":1',
          '"kind":"http","request":{"method":"GET","path":"/"},"response":{"status":200}',
        ),
    });
    expect(faults).toEqual([
      'content/predictions.yaml, seen.why: is missing.\n  Say why this comes back; no pitfall shows this step.',
    ]);
  });
});
