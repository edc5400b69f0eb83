import type { Changes } from './fixture.ts';

const page = 'content/basics/one/index.mdx';
const folder = 'content/basics/one';
const change = (from: string | RegExp, to: string): Changes => ({ [page]: (text) => text.replace(from, () => to) });
/** Lines put before the drawing of the first answer. */
const body = (text: string): Changes => change('<Timeline', `${text}\n\n<Timeline`);
const list = (name: string, from: string | RegExp, to: string): Changes => ({
  [`content/${name}`]: (text) => text.replace(from, () => to),
});
const program = (text: string): Changes => ({ [`${folder}/wrong.py`]: text });
const recorded = (value: string): Changes => ({
  [`${folder}/right.py.record.json`]: (text) => text.replace('"value":1', `"value":${value}`),
});

/** What an author may do, by what it is. */
export const goodEdits: { [what: string]: Changes } = {
  'a title in quotes': change('title: One', "title: 'One'"),
  'a title in double quotes': change('title: One', 'title: "One"'),
  'a title that begins with a number': change('title: One', "title: '401. One'"),
  'a title with code': change('title: One', "title: 'The `{id}` of one'"),
  'a title in brackets': change('title: One', "title: '[One]'"),
  'a title with an entity': change('title: One', "title: 'One &amp; all'"),
  'the longest title': change('title: One', `title: ${'x'.repeat(42)}`),
  'a value that looks like another, in quotes': change('title: One', "title: '2026-11-26'"),
  'a comment in YAML': change('title: One', 'title: One # the short name'),
  'a line of comment in YAML': change('title: One', '# the short name\ntitle: One'),
  'a folded text': change('hear: Says what it is.', 'hear: >-\n      Says what\n      it is.'),
  'a literal text': change('hear: Says what it is.', 'hear: |-\n      Says what\n      it is.'),
  'an explicit type': change('level: mid', 'level: !!str mid'),
  'a key with a question mark': change('title: One', '? title\n: One'),
  'another order of keys': change('level: mid\ntags: [routing]', 'tags: [routing]\nlevel: mid'),
  'tags as a list of lines': change('tags: [routing]', 'tags:\n  - routing\n  - http-2'),
  'the most tags': change('tags: [routing]', 'tags: [a, b, c, d, e, f]'),
  'the most other words': change('asked: [one, two,', 'asked: [a, b, c, d, e, f, one, two,'),
  'words for search that look like Markdown': change('asked: [one,', "asked: ['a *b* `c` [d] <e:f>',"),
  'words for search in another script': change('asked: [one,', "asked: ['что такое', '什么', 'τι είναι', one,"),
  'a level that two have': change('- level: mid', '- level: mid\n    hear: Says more.\n  - level: mid'),
  'five who listen': change(
    '- level: senior',
    '- level: mid\n    hear: Says more.\n  - level: mid\n    hear: Says most.\n  - level: senior',
  ),
  'what it builds on': change('packages:', 'buildsOn: [2]\npackages:'),
  'what it contrasts with': change('packages:', 'contrastsWith: [2]\npackages:'),
  'a release since which it holds': change("truth: 'It is not", "since: FastAPI 0.100.0\n    truth: 'It is not"),
  'two releases since which it holds': change(
    "truth: 'It is not",
    "since: FastAPI 0.9, with more in 1.0\n    truth: 'It is not",
  ),
  'a release of what is not in the lock': change("truth: 'It is not", "since: Django 99.0\n    truth: 'It is not"),
  'a third follow-up': change('  - ask: How?', '  - ask: When?\n    reply: Now.\n  - ask: How?'),
  'a fourth follow-up': change(
    '  - ask: How?',
    '  - ask: When?\n    reply: Now.\n  - ask: Where?\n    reply: There.\n  - ask: How?',
  ),
  'a third source': change(
    '  - title: Path parameters',
    '  - title: Path\n    url: https://docs.python.org/3/library/path.html\n    about: Python 3.14 documentation\n  - title: Path parameters',
  ),
  'a source at a tag': change(
    'https://fastapi.tiangolo.com/release-notes/#01000',
    'https://github.com/fastapi/fastapi/blob/0.100.0/a.py#L3',
  ),
  'a source at a commit': change(
    'https://fastapi.tiangolo.com/release-notes/#01000',
    'https://raw.githubusercontent.com/a/b/0b5c1d2e/c.py',
  ),
  'another part of the same page': change(
    'https://fastapi.tiangolo.com/release-notes/#01000',
    'https://fastapi.tiangolo.com/tutorial/path-params/#order',
  ),
  'a day in quotes': change('read: 2026-11-26', "read: '2026-11-26'"),
  'a package written otherwise': change('packages: [uvicorn]', 'packages: [Uvicorn]'),
  'lines that end in CR LF': change(/\n/g, '\r\n'),
  'more white space': change('## Example\n', '\n\n## Example\n\n'),
  'a byte order mark': change(/^/, '\uFEFF'),
  emphasis: body('One *two* **three** _four_ __five__.'),
  'code with braces': body('Write `{id}` and `` a`b ``.'),
  'a link to another answer': body('See [two](/basics/two/).'),
  'a link to a part of it': body('See [two](/basics/two/#q2-say), or [its pitfalls](/basics/two/#q2-pitfalls).'),
  'a link to a part of the chapter': body('See [two](/basics/#q2-say).'),
  'a link to a chapter': body('See [the chapter](/basics/).'),
  'a link to another site': body('See [the manual](https://docs.python.org/3/).'),
  'a bare link': body('See https://docs.python.org/3/ then.'),
  'a link with a query': body('See [the manual](https://docs.python.org/3/?highlight=x#y).'),
  'a mark to a test': body('It [never fails](proof:it_holds).'),
  'a mark to a test of another answer': body('It [never fails](proof:basics/two#it_holds).'),
  'a mark to a source': body('It [never fails](source:2).'),
  'a heading of the third level': body('### More\n\nText.\n\n### Less\n\nText.'),
  'a heading with code': body('### `x`, and what it is'),
  'a list in a list': body('1. a\n2. b\n   - c\n   - d'),
  'a list that goes on': body('3. three\n4. four'),
  'a table': body('| a | b |\n| --- | --- |\n| `c` | [never](proof:it_holds) |'),
  'letters of all scripts': body('Ümläute, “quotes”, 中文, emoji 🛣️ ✨, µs, naïve.'),
  'an entity': body('a &lt; b &amp;&amp; c'),
  'a question that would claim': body('Is it always so?'),
  'a number in a name': body('It is HTTP/2 and RFC 9110.'),
  'a program shown whole': body('<Program file="right.py" steps={[]} />'),
  'a record apart': {
    [page]: (text) =>
      text
        .replace('region="main" />', 'region="main" steps={[]} />')
        .replace('<Timeline', '<Record file="right.py" steps={["seen"]} />\n\n<Timeline'),
  },
  'a drawing with halves': body(
    '<Graph caption="What" alt="How" nodes={[["a", 0, 0], ["b", 1.5, 1]]} edges={[[0, 1, "x"]]} />',
  ),
  'bars that touch': body(
    "<Timeline steps={4} caption='Time' alt='Times' lanes={[{ name: 'a', bars: [[0, 2, 'x'], [2, 4, 'y']] }]} />",
  ),
  'a message to oneself': body(
    '<Sequence caption="What" alt="How" actors={["a", "b"]} messages={[[0, 0, "x"], [1, 0, "y"]]} />',
  ),
  'a program with regions': program('# region a\nx = 1\n# endregion\n# region b-2\ny = 1\n# endregion\n'),
  'a comment about points': program('x = 1  # the point of it\ny = "//points"  # savepoint\n'),
  'a program with tabs': program('if 1:\n\tprint(1)\n'),
  'a program with texts of all scripts': program('x = "Grüße, 世界, Привет"\n'),
  'a record of lines': recorded('"one\\ntwo\\r\\nthree\\tfour"'),
  'a record of a tree': recorded('{"a": [1, null, true, {"b": "ü"}]}'),
  'a change without a note': list('changes.yaml', '  note: Read it again.\n', ''),
  'a change more': list('changes.yaml', /$/, '- date: 2026-11-27\n  releases: [uvicorn 2.0.post1]\n  answers: []\n'),
  'a page that moved': list('forwards.yaml', 'pages:', 'pages: { /old/: /basics/, /old/one/: /basics/one/ }'),
  'no note of the deck yet': list('deck.yaml', /[\s\S]*/, ''),
  'a fragment that moved': list('forwards.yaml', 'fragments:', 'fragments: { q1-old: q1-say }'),
  'a link in an introduction': list('sections.yaml', 'introduction: ', 'introduction: See [one](/basics/one/) and '),
  'an emoji of several parts': list('sections.yaml', 'icon: ✨', 'icon: 🛣️'),
};
