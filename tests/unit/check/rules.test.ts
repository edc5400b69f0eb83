import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsAfter, files, inAnswer } from './fixture.ts';

const page = 'content/basics/one/index.mdx';
/** Puts a text before the drawing at the end of the first answer. */
const addBody = (text: string) => inAnswer((before) => before.replace('<Timeline', `${text}\n\n<Timeline`));
const replace = (from: string | RegExp, to: string) => inAnswer((before) => before.replace(from, to));
const lineOf = (text: string) => files[page]!.slice(0, files[page]!.indexOf(text)).split('\n').length;

test('the small content breaks no rule', () => {
  expect(faultsAfter()).toEqual([]);
});

describe('the form of an answer', () => {
  test.each([
    [
      'no front matter',
      () => inAnswer((text) => text.slice(4)),
      `${page}, line 1: has no front matter.\n  Start with "---", the keys, and "---" on a line of its own.`,
    ],
    ['broken YAML', () => replace('level: mid', 'level: [mid'), /index\.mdx, line \d+: .*\n {2}Mend the YAML there/],
    [
      'an unknown key',
      () => replace('level: mid', 'level: mid\nlvl: 1'),
      `${page}, the top level: has unknown keys: lvl.\n  Remove them or correct their names; src/lib/schemas.ts lists the keys.`,
    ],
    [
      'a missing key',
      () => replace('level: mid\n', ''),
      /level: is missing\.\n {2}Correct the value; src\/lib\/schemas\.ts says what it is for\./,
    ],
    ['a wrong value', () => replace('level: mid\ntags', 'level: expert\ntags'), /level: Invalid option/],
    [
      'another heading',
      () => replace('## Example', '## Sample'),
      `${page}, the body: has the headings How it works, Sample.\n  Write two: "## How it works", then "## Example".`,
    ],
    ['no heading', () => inAnswer((text) => text.replace(/^## .*$/gm, '')), /has the headings \(none\)/],
    ['a title in the body', () => addBody('# Title'), /has the headings How it works, Example, Title/],
    [
      'few words',
      () => inAnswer((text) => text.replace(/(## How it works\n\n)(?:\S+ ){100}/, '$1')),
      /How it works: has 12\d words\.\n {2}Write 200 to 450/,
    ],
    [
      'many words',
      () => inAnswer((text) => text.replace('## How it works\n', `## How it works\n\n${'word '.repeat(300)}\n`)),
      /How it works: has 52\d words/,
    ],
    [
      'broken MDX',
      () => addBody('<Program file="a.py"'),
      new RegExp(`${page}, line \\d+: is not MDX: .*\\n {2}Close every tag`),
    ],
  ])('%s', (_, faults, message) => {
    const found = faults().join('\n');
    if (typeof message === 'string') expect(found).toContain(message);
    else expect(found).toMatch(message);
  });

  test('the line of broken MDX is that of the file', () => {
    const [fault = ''] = addBody('{a');
    expect(fault).toContain(`${page}, line ${lineOf('<Timeline')}: is not MDX`);
  });

  test('part headings of the third level are free', () => {
    expect(addBody('### More')).toEqual([]);
  });
});

describe('what a body may not have', () => {
  test.each([
    ['```py\nx\n```', 'a block of code', 'Put the code into a file'],
    ['import x from "y"', 'an import or export', 'Components are there without it.'],
    ['export const a = 1', 'an import or export', 'Components are there'],
    ['{1 + 1}', 'an expression in braces', 'Put braces between backticks.'],
    ['one {x} two', 'an expression in braces', 'Put braces'],
    ['a } b', 'a brace in its text', 'Put braces between backticks.'],
    ['one <b>two</b>', 'a tag in a line of text', 'Give a component lines of its own'],
    ['![a](https://a.test/b.png)', 'an image', 'Draw with <Sequence>'],
    ['[a][b]\n\n[b]: https://fastapi.tiangolo.com/x/', 'a link without its address', 'Write [text](address).'],
    ['[b]: https://fastapi.tiangolo.com/x/', 'an address apart from its link', 'Write [text](address).'],
    ['> quote', 'a blockquote', 'Write paragraphs, lists, tables and components.'],
    ['***', 'a thematicBreak', 'Write paragraphs'],
    ['~~gone~~', 'a delete', 'Write paragraphs'],
    ['one[^1]\n\n[^1]: two', 'a footnoteReference', 'Write paragraphs'],
  ])('%s', (text, found, remedy) => {
    const all = addBody(text);
    expect(all.join('\n')).toContain(`line ${lineOf('<Timeline')}: has ${found}.\n  ${remedy}`);
  });

  test('what it may have', () => {
    expect(addBody('One *two* **three** `{four}` [five](/basics/two/#q2-say).\n\n1. a\n2. b\n\n- c')).toEqual([]);
  });
});

describe('components', () => {
  test.each([
    ['<Chart />', 'uses <Chart>.\n  Use one of: <Program>, <Record>, <Sequence>, <Timeline>, <Graph>.'],
    ['<Program file="right.py" extra="1" />', '<Program>: unknown: extra'],
    ['<Program />', '<Program> file: '],
    ['<Program file="../one/right.py" />', '<Program> file: must be the name of a file in the same folder'],
    ['<Program file="right.py" region="A b" />', '<Program> region: must be lower-case words'],
    ['<Record file="right.py" />', '<Record> steps: '],
    ['<Record file="right.py" steps={[]} />', '<Record> steps: '],
    ['<Timeline steps={0} caption="c" alt="a" lanes={[]} />', '<Timeline> steps: '],
    ['<Graph caption="c" alt="a" nodes={[]} edges={[]} />', '<Graph> nodes: '],
    [
      '<Sequence caption="c" alt="a" actors={["a", "b"]} messages={[[0, 5, "x"]]} />',
      '<Sequence> messages.0.1: is 5; there are 2 actors',
    ],
    [
      '<Graph caption={"home " + process.env.HOME} alt="a" nodes={[]} edges={[]} />',
      '<Graph> has code in an attribute: caption: ""home " + process.env.HOME" is not a plain value.\n  Write texts, numbers, lists and objects only.',
    ],
    ['<Timeline {...x} />', '<Timeline> has code in an attribute: {...x} is not an attribute with a name'],
  ])('%s', (tag, message) => {
    expect(addBody(tag).join('\n')).toContain(message);
  });

  test('a tag with code in it is told of that alone', () => {
    expect(addBody('<Timeline steps={f()} />')).toHaveLength(1);
  });
});

describe('lines', () => {
  test.each([
    ['raw HTML', "title: 'a <b>b</b>'", 'title: has raw HTML.\n  Write Markdown, or put code between backticks.'],
    [
      'a heading',
      "title: '# a'",
      'title: is more than a line of text.\n  No heading, list, quote, image or second paragraph there.',
    ],
    ['an image', "title: '![a](https://fastapi.tiangolo.com/a/)'", 'title: is more than a line of text'],
    [
      'a dead link',
      "title: '[a](/basics/three/)'",
      'title: links to /basics/three/.\n  Link to an answer as /section/question/',
    ],
    ['a link by http', "title: '[a](http://fastapi.tiangolo.com/)'", 'title: links to http://fastapi.tiangolo.com/'],
    ['a link of no address', "title: '[a]()'", 'title: links to nothing'],
    ['a script', "title: '[a](javascript:alert)'", 'title: links to javascript:alert'],
  ])('%s', (_, line, message) => {
    expect(replace('title: One', line).join('\n')).toContain(message);
  });

  test('two paragraphs are no line', () => {
    expect(replace('hear: Says what it is.', 'hear: "a\\n\\nb"').join('\n')).toContain(
      'listens.0.hear: is more than a line of text',
    );
  });

  test('a line that begins with a status is a line', () => {
    expect(replace('happens: It breaks.', "happens: '[401](proof:it_holds). It breaks.'")).toEqual([]);
    expect(replace('write: Something.', "write: '401. It breaks.'")).toEqual([]);
  });

  test('what is asked is plain text, and may look like Markdown', () => {
    expect(replace('asked: [one,', "asked: ['Flask <int:id>',")).toEqual([]);
  });

  test.each([
    'https://localhost/x',
    'https://10.0.0.1/x',
    'https://a.internal/x',
    'https://user@a.com/x',
    'https://a.com:8443/x',
    'https://intranet/x',
    'www.a.com',
    '//a.com',
  ])('a link to %s is refused in a body', (address) => {
    expect(addBody(`[a](${address})`).join('\n')).toContain(`line ${lineOf('<Timeline')}: links to`);
  });

  test('a bare address is a link too', () => {
    expect(addBody('See http://a.com/x').join('\n')).toContain('links to http://a.com/x');
    expect(addBody('See https://docs.python.org/3/ then.')).toEqual([]);
  });

  test('nothing is said twice', () => {
    expect(replace('asked: [one, two', 'asked: [one, One')).toEqual([
      `${page}, asked: says "One" twice.\n  Say it once.`,
    ]);
    expect(replace('tags: [routing]', 'tags: [a, b, a]').join('\n')).toContain('tags: says "a" twice');
    expect(replace('ask: How?', 'ask: Why?').join('\n')).toContain('next.ask: says "Why?" twice');
  });
});

describe('language', () => {
  test.each(['simply', 'Powerful', 'seamlessly', 'blazing', 'robust', 'leverages'])('%s is praise', (word) => {
    expect(replace('write: Something.', `write: It is ${word}.`).join('\n')).toContain(
      `pitfalls.0.write: says "${word}"`,
    );
    expect(addBody(`It is ${word}.`).join('\n')).toContain(`the body: says "${word}"`);
  });
  test('what is left open is refused', () => {
    for (const word of ['TODO', 'FIXME', 'TBD'])
      expect(addBody(`${word}: more`).join('\n')).toContain(`says "${word}".\n  Finish it`);
  });
  test('the wording of a question is its own', () => {
    const changed = faultsAfter({
      [page]: (text) => text.replace('What is one?', 'How does it leverage one?'),
      'content/questions.yaml': (text) => text.replace('What is one?', 'How does it leverage one?'),
    });
    expect(changed).toEqual([]);
  });
  test.each([
    'regex=',
    'class Config',
    '.dict()',
    'on_event',
    'utcnow',
    'python-jose',
    'passlib',
    'orm_mode',
    '@validator',
  ])('%s stands where it is called outdated only', (name) => {
    expect(addBody(`Use \`${name}\`.`).join('\n')).toContain(
      `the body: names "${name}".\n  Name what is outdated in Pitfalls`,
    );
    expect(replace('hear: Says what it is.', `hear: 'Names \`${name}\`.'`).join('\n')).toContain(
      `listens.0.hear: names "${name}"`,
    );
    expect(replace('write: Something.', `write: '\`${name}\`'`)).toEqual([]);
    expect(replace('said: It is so.', `said: '\`${name}\`'`)).toEqual([]);
  });
});

describe('what is shown', () => {
  test.each([
    [
      'a file that is not there',
      () => replace('file="right.py"', 'file="left.py"'),
      'shows "left.py", which is not in its folder.\n  Show one of: right.py, wrong.py.',
    ],
    [
      'a region that is not there',
      () => replace('region="main"', 'region="nowhere"'),
      'shows region "nowhere" of right.py.\n  Name one that is not empty; there are: main.',
    ],
    [
      'an empty region',
      () => faultsAfter({ 'content/basics/one/right.py': '# region main\n# endregion\n' }),
      'shows region "main" of right.py',
    ],
    [
      'a step that is not there',
      () => replace('region="main"', 'region="main" steps={["x"]}'),
      'shows step "x" of right.py.\n  Record it (npm run record); recorded are: seen.',
    ],
    [
      'a step of a program without a record',
      () => faultsAfter({ 'content/basics/one/wrong.py.record.json': null }),
      'shows step "broken" of wrong.py.\n  Record it (npm run record); recorded are: none.',
    ],
    [
      'a program that nobody shows',
      () => faultsAfter({ 'content/basics/one/more.py': 'x = 1\n' }),
      'content/basics/one/more.py, the file: is not shown.\n  Show it with <Program file="more.py" />',
    ],
    [
      'a step that nobody shows',
      () => replace('region="main"', 'region="main" steps={[]}'),
      'content/basics/one/right.py.record.json, seen: is recorded but not shown.',
    ],
    [
      'a record of nothing',
      () => faultsAfter({ 'content/basics/one/gone.py.record.json': '{}' }),
      'content/basics/one/gone.py.record.json, the file: records a program that is not here.',
    ],
    [
      'a record that is no JSON',
      () => faultsAfter({ 'content/basics/one/right.py.record.json': '{' }),
      'right.py.record.json, the file: is not JSON.\n  Records are written by tests: npm run record',
    ],
    [
      'a record of another form',
      () => faultsAfter({ 'content/basics/one/right.py.record.json': '{"tests": "x"}' }),
      'right.py.record.json, steps: ',
    ],
  ])('%s', (_, faults, message) => {
    expect(faults().join('\n')).toContain(message);
  });

  const long = (lines: number) => `# region main\n${'x = 1\n'.repeat(lines)}# endregion\n`;
  test('25 lines are shown at a time and no more', () => {
    expect(faultsAfter({ 'content/basics/one/right.py': long(25) })).toEqual([]);
    expect(faultsAfter({ 'content/basics/one/right.py': long(26) }).join('\n')).toContain(
      'shows 26 lines of region "main" of right.py at once.\n  Name a region of at most 25 lines',
    );
    const whole = faultsAfter({
      'content/basics/one/right.py': 'x = 1\n'.repeat(26),
      [page]: (text) => text.replace(' region="main"', ''),
    });
    expect(whole.join('\n')).toContain('shows 26 lines of right.py at once');
  });

  test('a program has 45 lines at most, markers apart; a file of tests may have more', () => {
    const file = 'content/basics/one/right.py';
    expect(faultsAfter({ [file]: long(20) + 'x = 1\n'.repeat(25) })).toEqual([]);
    expect(faultsAfter({ [file]: long(20) + 'x = 1\n'.repeat(26) }).join('\n')).toContain(
      'basics/one/right.py, the file: has 46 lines.\n  Make its point in 45 lines at most, or split it.',
    );
    const tests = faultsAfter({ 'content/basics/one/test_right.py': 'x = 1\n'.repeat(99) });
    expect(tests.join('\n')).not.toContain('has 99 lines');
  });

  test('a pitfall that shows the steps of a program of the body shows no code', () => {
    const faults = faultsAfter({
      'content/basics/one/right.py': long(20) + 'x = 1\n'.repeat(20),
      [page]: (text) => text.replace('program: wrong.py\n    steps: [broken]', 'program: right.py\n    steps: [seen]'),
      'content/basics/one/wrong.py': null,
      'content/basics/one/wrong.py.record.json': null,
    });
    expect(faults).toEqual([]);
  });

  test('a pitfall that names a region shows it', () => {
    expect(replace('program: wrong.py', 'program: wrong.py\n    region: nowhere').join('\n')).toContain(
      'pitfalls.0: shows region "nowhere" of wrong.py',
    );
  });
});

describe('sources', () => {
  const source = (url: string) => replace('https://fastapi.tiangolo.com/release-notes/#01000', url).join('\n');
  test.each([
    ['https://example.org/x', 'leads to example.org, which is no primary source.\n  Name the official documentation'],
    ['https://nottiangolo.com/x', 'which is no primary source'],
    ['https://docs.python.org/', 'leads to the front page https://docs.python.org/.'],
    [
      'https://github.com/a/b/blob/main/c.py',
      'leads to a branch: https://github.com/a/b/blob/main/c.py.\n  Lead to a tag or a commit.',
    ],
    ['https://github.com/a/b/tree/master/c', 'leads to a branch'],
    [
      'https://fastapi.tiangolo.com/tutorial/path-params/',
      'names https://fastapi.tiangolo.com/tutorial/path-params/ a second time',
    ],
  ])('%s', (url, message) => {
    expect(source(url)).toContain(message);
  });
  test.each([
    'https://docs.python.org/3/library/x.html',
    'https://www.rfc-editor.org/rfc/rfc9110',
    'https://github.com/a/b/blob/0.1.0/c.py',
  ])('%s is right', (url) => {
    expect(source(url)).toBe('');
  });
  test('a version or a day, one of the two', () => {
    expect(replace('    read: 2026-11-26\n', '').join('\n')).toContain('sources.1: has no version and no day.');
    expect(replace('about: FastAPI documentation', 'about: FastAPI 0.1 documentation').join('\n')).toContain(
      'sources.1: has a version and a day ("FastAPI 0.1 documentation", 2026-11-26).',
    );
  });
});

describe('packages', () => {
  test('a name that is not pinned is refused, another way to write it is not', () => {
    expect(replace('packages: [uvicorn]', 'packages: [uvicron]')).toEqual([
      `${page}, packages: names "uvicron", which is not in requirements.txt.\n  Correct the name, or add it to requirements.in and run: npm run lock`,
    ]);
    expect(replace('packages: [uvicorn]', 'packages: [Uvicorn]')).toEqual([]);
  });
});

describe('marks', () => {
  test.each([
    [
      'a test that is not there',
      'proof:it_hold',
      'listens.1.hear: leads to the test "it_hold", which tests/examples/basics/test_one.py does not have.\n  Near to it: it_holds, it_waits.',
    ],
    [
      'a test of another answer that is not there',
      'proof:basics/two#it_waits',
      'which tests/examples/basics/test_two.py does not have.\n  Near to it: it_holds.',
    ],
    [
      'a test of an answer that has none',
      'proof:basics/three#x',
      'Write it, or name another: proof:section/question#name.',
    ],
    [
      'a source that is not there',
      'source:3',
      'leads to source 3, which is not there.\n  There are 2, counted from 1.',
    ],
    ['a source of none', 'source:0', 'leads to source 0'],
    ['a source that is no number', 'source:x', 'leads to source x'],
  ])('%s', (_, target, message) => {
    expect(replace('proof:it_holds', target).join('\n')).toContain(message);
  });
  test('a test of another answer', () => {
    expect(replace('proof:it_holds', 'proof:basics/two#it_holds')).toEqual([]);
    expect(replace('proof:it_holds', 'proof:it_waits')).toEqual([]);
  });
  test.each([
    [
      'listens.0.hear',
      () => replace('hear: Says what it is.', 'hear: Says that it always works.'),
      'a universal: "always"',
    ],
    [
      'pitfalls.0.happens',
      () => replace('happens: It breaks.', 'happens: It raises an error.'),
      'what happens: "raises"',
    ],
    ['corrections.0.truth', () => replace('[since FastAPI 0.100](source:1)', 'since FastAPI 0.100'), 'a number: "0"'],
    ['next.0.reply', () => replace('reply: Because.', 'reply: Nothing is there.'), 'a universal: "Nothing"'],
  ])('a claim of %s without a mark', (at, faults, why) => {
    expect(faults().join('\n')).toContain(`${at}: claims without a mark (${why}): `);
  });
  test('marks stand where claims are made', () => {
    expect(replace('write: Something.', "write: '[Something](proof:it_holds).'")).toEqual([
      `${page}, pitfalls.0.write: has a mark.\n  Marks stand in hear, happens, instead, truth, reply and the body.`,
    ]);
    // Advice may say why it holds, and need not.
    expect(replace('instead: Something else.', "instead: 'Always [something](proof:it_holds) else.'")).toEqual([]);
    expect(replace('instead: Something else.', 'instead: Always something else.')).toEqual([]);
    expect(replace('instead: Something else.', "instead: '[Something](proof:it_breaks) else.'").join('')).toContain(
      'pitfalls.0.instead: leads to the test "it_breaks"',
    );
  });
  test('a claim of the body is named by its line and its words', () => {
    expect(addBody('Fine. It must be so.\nOr not.')).toEqual([
      `${page}, line ${lineOf('<Timeline')}: claims without a mark (a universal: "must"): It must be so.\n  Lead it to what shows it, [words](proof:test) or [words](source:1), or claim less.`,
    ]);
    expect(addBody('It [must be](proof:it_holds) so.')).toEqual([]);
  });
});

describe('lists', () => {
  test.each([
    [
      'a section twice',
      { 'content/sections.yaml': (text: string) => text + text },
      'content/sections.yaml, basics: is there twice.\n  List each section and each question once.',
    ],
    [
      'a question twice',
      { 'content/sections.yaml': (text: string) => `${text}    - one\n` },
      'content/sections.yaml, basics/one: is there twice',
    ],
    [
      'a question without a folder',
      { 'content/sections.yaml': (text: string) => `${text}    - three\n` },
      'lists basics/three, which does not exist.\n  Create content/basics/three/index.mdx, or correct the name.',
    ],
    [
      'a folder without a question',
      { 'content/basics/three/index.mdx': 'x' },
      'content/basics/three, the folder: is listed by no section.',
    ],
    ['no sections', { 'content/sections.yaml': '[]' }, 'content/sections.yaml, the top level: '],
    [
      'a script in an introduction',
      {
        'content/sections.yaml': (text: string) => text.replace('introduction: ', 'introduction: <script>1</script> '),
      },
      'content/sections.yaml, basics.introduction: has raw HTML',
    ],
    [
      'a dead link in an introduction',
      { 'content/sections.yaml': (text: string) => text.replace('introduction: ', 'introduction: "[a](/x/)" #') },
      'content/sections.yaml',
    ],
    [
      'a number twice',
      { 'content/basics/two/index.mdx': (text: string) => text.replace('number: 2', 'number: 1') },
      'number: 1 is the number of basics/one too.\n  Give it the next free number; numbers are permanent.',
    ],
    [
      'a title twice',
      { 'content/basics/two/index.mdx': (text: string) => text.replace('title: Two', 'title: One') },
      'title: "One" is that of basics/one too.',
    ],
    [
      'an answer that is not there',
      { 'content/basics/two/index.mdx': (text: string) => text.replace('answer: 1', 'answer: 7') },
      'next.0: names answer 7, which does not exist.\n  Name the number of another answer.',
    ],
    [
      'itself',
      { 'content/basics/two/index.mdx': (text: string) => text.replace('answer: 1', 'answer: 2') },
      'next.0: names itself',
    ],
    [
      'what it builds on is not there',
      { [page]: (text: string) => text.replace('handled:', 'buildsOn: [9]\nhandled:') },
      'buildsOn: names answer 9',
    ],
    [
      'what it contrasts with is itself',
      { [page]: (text: string) => text.replace('handled:', 'contrastsWith: [1]\nhandled:') },
      'contrastsWith: names itself',
    ],
    [
      'a number of another address',
      { 'content/questions.yaml': (text: string) => text.replace('basics/one', 'basics/three') },
      'number: 1 is that of basics/three.\n  Numbers, addresses and wording are kept',
    ],
    [
      'a number that nobody keeps',
      { 'content/questions.yaml': (text: string) => text.replace('1:', '5:') },
      'number: 1 is not in questions.yaml',
    ],
    [
      'a question that is gone',
      { 'content/questions.yaml': (text: string) => `${text}3:\n  path: basics/three\n  question: 'Where?'\n` },
      'content/questions.yaml, 3: is the number of basics/three, which does not have it.',
    ],
    [
      'another wording',
      { 'content/questions.yaml': (text: string) => text.replace('What is one?', 'What was one?') },
      'question: is not worded "What was one?"',
    ],
    [
      'a claim of the source without a word',
      { 'content/faults.yaml': "1:\n  3: 'wrong: a claim'\n  4: 'wrong: b'\n" },
      'corrections: says nothing of claim 4 of the source (wrong: b).\n  Correct it there (claims), or name the part that does (handled).',
    ],
    [
      'a claim that has no fault',
      { 'content/faults.yaml': '1: {}\n' },
      'corrections: deals with claim 3, which has no fault',
    ],
    [
      'a claim twice',
      { [page]: (text: string) => text.replace('- said: It is so.', '- said: It is so.\n    claims: [3]') },
      'corrections: deals with claim 3 twice',
    ],
    [
      'a forward to no page',
      { 'content/forwards.yaml': 'pages: { /a/b/: /c/d/ }\nfragments: {}\n' },
      'content/forwards.yaml, /a/b/: leads to /c/d/, which is no answer and no chapter.\n  Name its new path.',
    ],
    [
      'a forward from a page',
      { 'content/forwards.yaml': 'pages: { /basics/one/: /basics/two/ }\nfragments: {}\n' },
      '/basics/one/: is a page of its own.\n  Remove the forward, or give the page another name.',
    ],
    [
      'a forward from the search',
      { 'content/forwards.yaml': 'pages: { /search/: /basics/ }\nfragments: {}\n' },
      '/search/: is a page of its own',
    ],
    [
      'a forward from a short link',
      { 'content/forwards.yaml': 'pages: { /q/19/: /basics/two/ }\nfragments: {}\n' },
      '/q/19/: is a page of its own',
    ],
    [
      'a forward to another kind',
      { 'content/forwards.yaml': 'pages: { /a/: /basics/one/ }\nfragments: {}\n' },
      '/a/: leads to /basics/one/.\n  Lead an answer to an answer and a chapter to a chapter',
    ],
    [
      'a fragment to nowhere',
      { 'content/forwards.yaml': 'pages: {}\nfragments: { q1-old: q1-nowhere }\n' },
      'q1-old: leads to #q1-nowhere, which no page has.\n  Name a fragment of today.',
    ],
    [
      'a change of no answer',
      { 'content/changes.yaml': (text: string) => text.replace('basics/one', 'basics/three') },
      'content/changes.yaml, 2026-11-26: names basics/three, which is no answer.\n  Write it as section/question.',
    ],
    [
      'changes out of order',
      { 'content/changes.yaml': (text: string) => text.replace('2026-11-24', '2026-11-27') },
      'content/changes.yaml, 2026-11-26: comes after 2026-11-27.\n  Add to the end, one entry a day; the oldest stands first.',
    ],
    [
      'a script in a note',
      { 'content/changes.yaml': (text: string) => text.replace('Read it', '<script>1</script>') },
      'content/changes.yaml, 2026-11-26: has markup: "<script>1</script> again.".\n  Write plain words; this text is shown as it stands.',
    ],
  ])('%s', (_, changes, message) => {
    expect(faultsAfter(changes).join('\n')).toContain(message);
  });

  test('forwards that lead somewhere are right', () => {
    expect(
      faultsAfter({
        'content/forwards.yaml': 'pages: { /old/: /basics/, /old/one/: /basics/one/ }\nfragments: { q1-old: q1-say }\n',
      }),
    ).toEqual([]);
  });

  test('an answer at fault is not told that others miss it', () => {
    expect(replace('level: mid\ntags', 'level: expert\ntags').filter((one) => !one.startsWith(page))).toEqual([]);
  });
});

describe('files', () => {
  test('a missing file, a link, bytes that are no text, too many of them', () => {
    expect(
      faultsAfter({ [page]: null }, (root) => writeFileSync(join(root, 'content/basics/one/x.txt'), '')).join('\n'),
    ).toContain(`${page}, the file: is missing.\n  Put a regular file of that name there.`);
    expect(faultsAfter({ [page]: null }, (root) => symlinkSync('/etc/passwd', join(root, page))).join('\n')).toContain(
      `${page}, the file: is a link`,
    );
    expect(
      faultsAfter({}, (root) => writeFileSync(join(root, page), Buffer.from([0xff, 0xfe, 0x41]))).join('\n'),
    ).toContain(`${page}, the file: is not UTF-8.\n  Save it as UTF-8.`);
    expect(inAnswer((text) => text + 'word '.repeat(60_000)).join('\n')).toMatch(
      /the file: has \d{6} bytes\.\n {2}Keep it below 262144\./,
    );
  });
  test.each([
    ['U+202E', '\u202e'],
    ['U+200B', '\u200b'],
    ['U+0000', '\0'],
    ['U+001B', '\u001b'],
    ['U+2066', '\u2066'],
    ['U+00AD', '\u00ad'],
  ])('%s is seen', (name, character) => {
    expect(faultsAfter({ 'content/basics/one/wrong.py': `print(1)\n# a${character}b\n` })).toEqual([
      `content/basics/one/wrong.py, line 2: has the character ${name}, which nobody sees.\n  Remove it.`,
    ]);
  });
  test('tabs and both kinds of line ends are seen by everybody', () => {
    expect(inAnswer((text) => text.replace(/\n/g, '\r\n'))).toEqual([]);
    expect(faultsAfter({ 'content/basics/one/wrong.py': 'if 1:\n\tprint(1)\n' })).toEqual([]);
  });
});

describe('what the home page shows', () => {
  const inHome = (from: string, to: string) =>
    faultsAfter({ 'content/home.yaml': (text) => text.replace(from, to) }).join('\n');

  test.each([
    [
      'an answer that is not there',
      'answer: 2',
      'answer: 9',
      'specimen.answer: names answer 9, which does not exist.\n  Name the number of an answer.',
    ],
    [
      'a correction that is not there',
      'It is so.',
      'It was so.',
      'specimen.said: names "It was so.", which answer 2 does not correct.\n  Name a correction of answer 2 by its words: "It is so.".',
    ],
    [
      'a program without a record',
      'wrong.py',
      'wrongs.py',
      'specimen.program: names wrongs.py, which has no record.\n  Name a program of basics/two.',
    ],
    [
      'a step that was not recorded',
      'broken',
      'brokn',
      'specimen.step: names step "brokn" of wrong.py.\n  content/basics/two/wrong.py.record.json has: broken.',
    ],
  ])('%s', (_, from, to, message) => {
    expect(inHome(from, to)).toBe(`content/home.yaml, ${message}`);
  });

  test('a record that is at fault is reported as such', () => {
    const faults = faultsAfter({ 'content/basics/two/wrong.py.record.json': '{}' }).join('\n');
    expect(faults).toContain('content/home.yaml, specimen.program: names wrong.py, which has no record.');
    expect(faults).toContain('content/basics/two/wrong.py.record.json, steps: is missing');
  });
});

describe('the index of terms', () => {
  const inTopics = (from: string, to: string) =>
    faultsAfter({ 'content/topics.yaml': (text) => text.replace(from, to) }).join('\n');
  const file = 'content/topics.yaml';

  test.each([
    [
      'a place that is not there, with those near to it',
      'q2-why',
      'q2-whi',
      `${file}, One thing: leads to q2-whi, which is not there.\n  Near to it: q2-why, q2-how, q2-next.`,
    ],
    ['an answer that is not there', '[1,', '[7,', `${file}, One thing: leads to 7, which is not there.`],
    [
      'a part of an answer that is not there',
      'q2-why',
      'q9-why',
      `leads to q9-why, which is not there.\n  Name an answer by its number, or a part of one.`,
    ],
    ['a place of another form', 'q2-why', '"#q2-why"', 'terms.1.places.3: must be a fragment such as q7-say.'],
    [
      'a tag that no answer has',
      'tags: [routing]',
      'tags: [route]',
      `has the answers with the tag "route", which no answer has.\n  Near to it: routing.`,
    ],
    [
      'a term that stands twice, spelled in another way',
      'term: Another',
      'term: one-thing',
      `${file}, one-thing: has "one-thing", which "One thing" has too.\n  Name each term once.`,
    ],
    ['another word that is a term', '[Thing]', '[Another]', `has "Another", which "One thing" has too.`],
    [
      'a fragment that the page has',
      'term: Another',
      'term: Content',
      `has "Content", whose fragment would be #content.\n  Give it other words.`,
    ],
    ['a fragment of a letter', 'term: Another', 'term: Letter A', 'whose fragment would be #letter-a.'],
    ['a term of another script', 'term: Another', 'term: Ответ', 'whose fragment would be #.'],
    ['a term without words', 'term: Another', 'term: "?!"', 'terms.2.term: must have a word.'],
    ['more than a line', 'It is `so`.', '"# So"', `${file}, Another: is more than a line of text.`],
    ['markup in a term', 'term: Another', 'term: <b>Another</b>', 'has raw HTML.'],
    [
      'a sentence without its source',
      /^ {4}source:.*\n/m.exec(files[file]!)![0],
      '',
      'must have both `say` and `source`',
    ],
    ['a source that nobody can open', 'https://example.org/it', 'https://localhost/it', `cites https://localhost/it.`],
    [
      'a link in a term',
      'term: Another',
      "term: '[Another](/basics/one/)'",
      `${file}, [Another](/basics/one/): has a link in it.`,
    ],
    [
      'a sentence with a link to nowhere',
      'It is `so`.',
      "'It is [so](/basics/nine/).'",
      `${file}, Another: links to /basics/nine/.`,
    ],
    [
      'a sentence with a link to run',
      'It is `so`.',
      "'It is [so](javascript:alert).'",
      `${file}, Another: links to javascript:alert.`,
    ],
    [
      'a sentence with a link to no part',
      'It is `so`.',
      "'It is [so](/basics/one/#q1-nine).'",
      `${file}, Another: links to #q1-nine, which /basics/one/ does not have.`,
    ],
    ['a sentence with a mark', 'It is `so`.', "'It is [so](source:1).'", `${file}, Another: has a mark.`],
    ['a sentence that is not done', 'It is `so`.', 'It is TODO.', `${file}, Another: says "TODO".`],
    ['a source with markup', 'title: It', 'title: <b>It</b>', `${file}, Another: has raw HTML.`],
    [
      'a source with a link in its name',
      'title: It',
      "title: '[It](/basics/one/)'",
      `${file}, Another: has a link in it.`,
    ],
    [
      'what a source is about with markup',
      'about: Example',
      "about: '`Example`'",
      `${file}, Another: has markup: "\`Example\`".`,
    ],
    [
      'a source that was read before there was anything',
      'about: Example',
      'about: Example, read: 1999-01-01',
      `${file}, Another: says 1999-01-01.`,
    ],
    ['a place twice', '[1,', '[1, 1,', `${file}, One thing: names 1 twice.`],
    ['a tag twice', 'tags: [routing]', 'tags: [routing, routing]', `${file}, One thing: names routing twice.`],
    [
      'a term that leads nowhere',
      'term: Routing',
      'term: Roads',
      `${file}, Roads: leads nowhere.\n  Give it places, or a sentence (say) and its source.`,
    ],
  ])('%s', (_, from, to, message) => {
    expect(inTopics(from, to)).toContain(message);
  });

  test('the spelling of a name that programs use needs no place', () => {
    expect(inTopics('term: Routing', "term: '`getcwd`'")).toBe('');
  });

  test('places are not judged while a body is no MDX', () => {
    const faults = inAnswer((before) => before.replace('<Timeline', '<Program file="a.py"\n\n<Timeline')).join('\n');
    expect(faults).toContain('is not MDX');
    expect(faults).not.toContain('topics.yaml');
  });
});
