import { describe, expect, test } from 'vitest';
import { hiddenIn, homeIn } from '../../../src/check/characters.ts';
import { checkDay } from '../../../src/check/days.ts';
import { checkNodes } from '../../../src/check/nodes.ts';
import { checkProgram } from '../../../src/check/programs.ts';
import { checkReleases } from '../../../src/check/releases.ts';
import { openReport, type Report } from '../../../src/check/report.ts';
import { stringsIn, twinIn } from '../../../src/check/strings.ts';
import { parseMarkdown } from '../../../src/lib/body.ts';

/** What a check says of a file `a`, as `place: finding | remedy`. */
function said(check: (report: Report) => void): string[] {
  const report = openReport('content');
  check(report);
  return report.faults.map(({ at, found, remedy }) => `${at}: ${found} | ${remedy}`);
}

describe('characters that nobody sees', () => {
  test.each([
    ['\u0000', 'U+0000'],
    ['\u001b', 'U+001B'],
    ['\u007f', 'U+007F'],
    ['\u0085', 'U+0085'],
    ['\u00a0', 'U+00A0'],
    ['\u00ad', 'U+00AD'],
    ['\u034f', 'U+034F'],
    ['\u200b', 'U+200B'],
    ['\u202e', 'U+202E'],
    ['\u2028', 'U+2028'],
    ['\u3000', 'U+3000'],
    ['\u3164', 'U+3164'],
    ['\ue000', 'U+E000'],
    ['\ufe0f', 'U+FE0F'],
    ['\ufeff', 'U+FEFF'],
    ['\u{e0041}', 'U+E0041'],
    ['\r', 'U+000D'],
  ])('%j', (character, name) => {
    expect(hiddenIn(`one${character}two`)).toEqual([`has the character ${name}, which nobody sees`, 'Remove it.']);
    expect(hiddenIn(`“ü”${character}`)?.[0]).toContain(name);
  });
  test.each([
    '',
    'a b\tc\nd',
    'a\r\nb',
    'Ümläut “quotes” … —',
    '🛣️ ✨',
    '中文',
    'Привет',
    'µs',
    'e\u0301',
    'что такое x',
  ])('all is seen: %j', (text) => {
    expect(hiddenIn(text)).toBeUndefined();
  });
  test.each([
    ['a p\u0430ssword here', 'p\u0430ssword'],
    ['\u0441lass', '\u0441lass'],
    ['Pyth\u03bfn', 'Pyth\u03bfn'],
    ['e\u0301\u0430', 'e\u0301\u0430'],
    ['\u0430\u0301e', '\u0430\u0301e'],
    ['\u0561a', '\u0561a'],
    ['\u13a0a', '\u13a0a'],
  ])('%j mixes alphabets', (text, word) => {
    expect(hiddenIn(text)).toEqual([`has "${word}", a word of two alphabets`, 'Write it with the letters of one.']);
  });
});

test.each([
  ['open("/home/ann/x")', '/home/ann'],
  ['/Users/ann', '/Users/ann'],
  ['/root/.ssh /root/x', '/root/x'],
  ['C:\\Users\\ann', 'C:\\Users'],
  ['"D:\\\\Users\\\\ann"', 'D:\\\\Users'],
  ['/home', undefined],
  ['/homepage/x', undefined],
  ['/etc/passwd', undefined],
])('a folder of one machine: %s', (text, found) => {
  expect(homeIn(text)).toBe(found);
});

test('days lie between the first release and the end of the century', () => {
  const check = (day: string) => said((report) => checkDay(report, 'a', 'at', day));
  expect(check('2018-12-08')).toEqual([]);
  expect(check('2099-12-31')).toEqual([]);
  expect(check('2018-12-07')).toEqual(['at: says 2018-12-07 | Correct the year; FastAPI is of 2018-12-08.']);
  expect(check('2100')).toEqual(['at: says 2100 | Correct the year; FastAPI is of 2018-12-08.']);
  expect(check('2100-01-01')).toEqual(['at: says 2100-01-01 | Correct the year; FastAPI is of 2018-12-08.']);
});

test('releases are no newer than what was run', () => {
  const pins = new Map([
    ['fastapi', '0.165.0'],
    ['django-rest', '3.1'],
  ]);
  const check = (text: string) => said((report) => checkReleases(report, 'a', 'at', text, pins));
  for (const text of ['FastAPI 0.165.0', 'FastAPI 0.99', 'Django 9.9', 'FastAPI 9', 'Django_REST 3.1', 'RFC 9110']) {
    expect(check(text), text).toEqual([]);
  }
  const remedy = 'Correct the number, or run: npm run refresh';
  expect(check('FastAPI 12.1')).toHaveLength(1);
  expect(check('FastAPI 0.165.1')).toEqual([`at: names FastAPI 0.165.1, but 0.165.0 is what was run | ${remedy}`]);
  expect(check('since FastAPI 0.1, and Django.REST 3.10; FastAPI 1.0')).toEqual([
    `at: names Django.REST 3.10, but 3.1 is what was run | ${remedy}`,
    `at: names FastAPI 1.0, but 0.165.0 is what was run | ${remedy}`,
  ]);
});

describe('programs', () => {
  const check = (text: string) => said((report) => checkProgram(report, 'a', text));
  test.each([
    'x = 1\n',
    '# region a\nx\n# endregion\n\n  # region b-2\n  y\n  # endregion\n',
    '// region a\nx\n// endregion\n',
    '# regional news\nregion = 1\n# a region\n',
  ])('right: %j', (text) => {
    expect(check(text)).toEqual([]);
  });
  const form = 'Write "# region name", in lower case with "-", and "# endregion".';
  test.each([
    ['', ['the file: is empty | Write the program, or remove it.']],
    [' \n', ['the file: is empty | Write the program, or remove it.']],
    [
      'x\n# region A\n',
      [`line 2: has "# region A" | ${form}`, 'line 2: begins "A", which does not end | Write "# endregion" below.'],
    ],
    ['#region a\nx\n# endregion\n', [`line 1: has "#region a" | ${form}`]],
    ['# region a\nx\n# endregion a\n', [`line 3: has "# endregion a" | ${form}`]],
    ['# endregion\n', ['line 1: ends a region that does not begin | Remove it, or write "# region name" above.']],
    ['# region a\n# region b\n# endregion\n', ['line 2: begins "b" within "a" | End one before the next begins.']],
    [
      '# region a\n# endregion\n# region a\n# endregion\n',
      ['line 3: begins "a" a second time | Give it a name of its own.'],
    ],
    ['x\n\n# region a\nx\n', ['line 3: begins "a", which does not end | Write "# endregion" below.']],
    ['  #region a \n# endregion\n', [`line 1: has "#region a" | ${form}`]],
    ['x\n# FIXME\n', ['line 2: says "FIXME" | Finish it; nothing is left open on the site.']],
    [
      'a = "/home/ann"\n',
      ['line 1: names "/home/ann", a folder of one machine | Name one that any machine has, or none.'],
    ],
  ])('wrong: %j', (text, faults) => {
    expect(check(text)).toEqual(faults);
  });
});

describe('what Markdown became', () => {
  const check = (text: string) =>
    said((report) => checkNodes(report, 'a', (line) => `line ${line}`, parseMarkdown(text)));
  const close = 'Close it, or put it between backticks.';
  test.each([
    ['a\n\nb **c', [`line 3: has "**", which is no Markdown as it stands | ${close}`]],
    ['[a] (b)', [`line 1: has "] (", which is no Markdown as it stands | ${close}`]],
    ['(a)[b]', [`line 1: has ")[", which is no Markdown as it stands | ${close}`]],
    ['[a][b]', [`line 1: has "][", which is no Markdown as it stands | ${close}`]],
    ['[[a]]', [`line 1: has "[[", which is no Markdown as it stands | ${close}`]],
    ['`a', [`line 1: has "\`", which is no Markdown as it stands | ${close}`]],
    ['==a==', [`line 1: has "==a", which is no Markdown as it stands | ${close}`]],
    [':::a', [`line 1: has ":::", which is no Markdown as it stands | ${close}`]],
    ['` `', ['line 1: has code without a letter | Remove it.']],
    ['a&#8203;b', ['line 1: has the character U+200B, which nobody sees | Remove it.']],
    ['`p\u0430`', ['line 1: has "p\u0430", a word of two alphabets | Write it with the letters of one.']],
    ['[ ](/a/)', ['line 1: has a link without words, to /a/ | Write [words](address).']],
    ['[](/a/)', ['line 1: has a link without words, to /a/ | Write [words](address).']],
    [
      '[Here](/a/)',
      ['line 1: has a link that says "Here" | Let its words say where it leads: some readers hear links alone.'],
    ],
    ['[a](/b/ "c")', ['line 1: has a link with a title, "c" | Say it in the text: nobody can tap a title.']],
  ])('%j', (text, faults) => {
    expect(check(text)).toEqual(faults);
  });
  test.each([
    '**a** `b` [c](/d/)',
    'a == b, a :: b, a:::b',
    '[here it is](/a/)',
    '[what is here](/a/)',
    '`a ** b`',
    'a [b] c (d)',
  ])('right: %j', (text) => {
    expect(check(text)).toEqual([]);
  });
});

test('strings are found wherever they are, and what is there twice', () => {
  expect(stringsIn({ a: 'b', c: [1, 'd', { e: 'f' }], g: null, h: true })).toEqual([
    ['a', 'b'],
    ['c.1', 'd'],
    ['c.2.e', 'f'],
  ]);
  expect(stringsIn('a')).toEqual([['', 'a']]);
  expect(stringsIn(undefined)).toEqual([]);
  expect(twinIn(['a', 'b', 'A'])).toBe('A');
  expect(twinIn(['a', 'b'])).toBeUndefined();
});
