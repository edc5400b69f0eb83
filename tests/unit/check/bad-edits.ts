import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Changes, files } from './fixture.ts';

/** Something that an author could do to the small content and must be told of. */
export interface BadEdit {
  /** What is done, in a few words. */
  what: string;
  changes?: Changes;
  /** What else is done in the folder of the project. */
  prepare?: (root: string) => void;
  /** How a fault must begin: file, place, finding. */
  fault: string;
}

const page = 'content/basics/one/index.mdx';
const folder = 'content/basics/one';
const record = `${folder}/right.py.record.json`;
/** Where what `body` adds begins. */
const added = `line ${files[page]!.slice(0, files[page]!.indexOf('<Timeline')).split('\n').length}`;
/** What edits of the front matter begin with, time and again. */
const title = 'title: One';
const source = 'https://fastapi.tiangolo.com/release-notes/#01000';

/** A file's text with `to` for `from`; `fault` is said of that file. */
const whole = (file: string, from: string | RegExp, to: string, fault: string): BadEdit => ({
  what: JSON.stringify(to).slice(1, 81),
  changes: { [file]: (text) => text.replace(from, () => to) },
  fault: `${file}, ${fault}`,
});
/** Lines put before the drawing of the first answer. */
const body = (text: string, found: string, at = added) => ({
  ...whole(page, '<Timeline', `${text}\n\n<Timeline`, `${at}: ${found}`),
  what: JSON.stringify(text).slice(1, 81),
});
/** A part of the front matter of the first answer. */
const front = (from: string, to: string, fault: string) => whole(page, from, to, fault);
/** A list beside the sections. */
const list = (name: string, from: string | RegExp, to: string, fault: string) =>
  whole(`content/${name}`, from, to, fault);
/** The program of a pitfall with another text. */
const program = (text: string, fault: string) => whole(`${folder}/wrong.py`, /[\s\S]*/, text, fault);
/** The record of a program. */
const recorded = (from: string | RegExp, to: string, fault: string) => whole(record, from, to, fault);
/** What is not an edit of a text. */
const does = (what: string, prepare: (root: string) => void, fault: string): BadEdit => ({ what, prepare, fault });
const put = (root: string, path: string, text = 'x') => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const link = (root: string, path: string, target: string) => {
  rmSync(join(root, path), { recursive: true, force: true });
  symlinkSync(target, join(root, path));
};
const turn = (root: string, path: string) => {
  rmSync(join(root, path));
  mkdirSync(join(root, path));
};

/** Edits by kind. */
export const badEdits: { [kind: string]: BadEdit[] } = {
  'a value that YAML 1.1 reads otherwise': [
    front(title, 'title: 0b101', 'title: is read in two ways, as "0b101" and as 5.'),
    front(title, 'title: 2026-11-26', 'title: is read in two ways, as "2026-11-26" and as "2026-11-26T00:00:00.000Z".'),
    front(title, 'title: 1_000', 'title: is read in two ways, as "1_000" and as 1000.'),
    front(title, 'title: yes', 'title: is read in two ways, as "yes" and as true.'),
    front(title, 'title: 12:30:45', 'title: is read in two ways, as "12:30:45" and as 45045.'),
    front('tags: [routing]', 'tags: [no]', 'tags.0: is read in two ways, as "no" and as false.'),
  ],
  'YAML that is none': [
    front(title, 'title: *none', 'line 2: Unresolved alias (the anchor must be set before the alias): none.'),
    front(title, 'title: "One', 'line 42: Missing closing "quote.'),
    front(title, 'title: a: b', 'line 4: Nested mappings are not allowed in compact mappings.'),
    front(title, '\ttitle: One', 'line 4: Tabs are not allowed as indentation.'),
    front(title, 'title: @One', 'line 4: Plain value cannot start with reserved character @.'),
    front(title, 'title: `One`', 'line 4: Plain value cannot start with reserved character `.'),
  ],
  'types and merges of YAML': [
    front(title, 'title: !!js/function "x"', 'line 4: Unresolved tag: tag:yaml.org,2002:js/function.'),
    front(title, 'title: !!binary aGVsbG8=', 'title: Invalid input: expected string, received Buffer.'),
    front(title, '<<: { title: One }', '<<: is read in two ways, as {"title":"One"} and as undefined.'),
    front(
      'tags: [routing]',
      'tags: *nothing',
      'line 2: Unresolved alias (the anchor must be set before the alias): nothing.',
    ),
  ],
  'a second document': [
    front(
      title,
      'title: One\n--- # next',
      'line 5: Source contains multiple documents; please use YAML.parseAllDocuments().',
    ),
    front(title, 'title: One\n...', 'line 6: Source contains multiple documents; please use YAML.parseAllDocuments().'),
  ],
  'a key twice': [
    front(title, 'title: One\ntitle: Two', 'line 5: Map keys must be unique.'),
    front('level: mid', 'level: mid\nnumber: 1', 'line 6: Map keys must be unique.'),
    list('questions.yaml', '2:', '1:', 'line 4: Map keys must be unique.'),
    list('sections.yaml', '  icon: ✨', '  icon: ✨\n  icon: ✨', 'line 4: Map keys must be unique.'),
  ],
  'a number that is none': [
    front('number: 1', 'number: -1', 'number: Too small: expected number to be >0.'),
    front('number: 1', 'number: 1.5', 'number: Invalid input: expected int, received number.'),
    front('number: 1', 'number: 1e30', 'number: Too big: expected int to be <=9007199254740991.'),
    front('number: 1', 'number: .inf', 'number: Invalid input: expected number, received Infinity.'),
    front('number: 1', "number: '1'", 'number: Invalid input: expected number, received string.'),
    front('number: 1', 'number: [1]', 'number: Invalid input: expected number, received array.'),
  ],
  'front matter that does not begin or end': [
    whole(page, /^---/, '+++', 'line 1: has no front matter.'),
    whole(page, /^/, '\n', 'line 1: has no front matter.'),
    whole(page, /^---/, '---  ', 'line 1: has no front matter.'),
    whole(page, '\n---\n', '\n----\n', 'line 1: has no front matter.'),
  ],
  'a character that nobody sees, escaped in YAML': [
    front(title, 'title: "O\\u202Ene"', 'title: has the character U+202E, which nobody sees.'),
    front(title, 'title: "O\\x00ne"', 'title: has the character U+0000, which nobody sees.'),
    front(title, 'title: "O\\u200Bne"', 'title: has the character U+200B, which nobody sees.'),
    front('asked: [one', 'asked: ["o\\u2066ne"', 'asked.0: has the character U+2066, which nobody sees.'),
    front(
      '- said: It',
      '- said: "It\\u00ADis"\n    #',
      'corrections.0.said: has the character U+00AD, which nobody sees.',
    ),
  ],
  'a character that nobody sees, as an entity': [
    front(title, "title: 'O&#x202E;ne'", 'title: has the character U+202E, which nobody sees.'),
    front(title, "title: 'O&ZeroWidthSpace;ne'", 'title: has the character U+200B, which nobody sees.'),
    body('a&#8203;b', 'has the character U+200B, which nobody sees.'),
    body('a&shy;b', 'has the character U+00AD, which nobody sees.'),
    body('a&rlm;b', 'has the character U+200F, which nobody sees.'),
    body('| a | b |\n| --- | --- |\n| c | &#x2066;d |', 'has the character U+2066, which nobody sees.', 'line 58'),
  ],
  'a character that nobody sees, in an attribute': [
    body(
      '<Timeline steps={4} caption="Time" alt="Times" lanes={[{ name: "a\\u202E", bars: [[0, 2, "x"]] }]} />',
      '<Timeline> lanes.0.name: has the character U+202E, which nobody sees.',
    ),
    body(
      '<Timeline steps={4} caption="T&#x202E;ime" alt="Times" lanes={[{ name: "a", bars: [[0, 2, "x"]] }]} />',
      '<Timeline> caption: has the character U+202E, which nobody sees.',
    ),
  ],
  'a character that nobody sees, in a record': [
    recorded('"value":1', '"value":"a\\u202eb"', 'steps.0.value: has the character U+202E, which nobody sees.'),
    recorded('"label":"seen"', '"label":"se\\u200ben"', 'steps.0.label: has the character U+200B, which nobody sees.'),
  ],
  'a line end that Python sees and readers do not': [
    program('print(1)  # a\u2028import os\n', 'line 1: has the character U+2028, which nobody sees.'),
    program('print(1)  # a\rimport os\n', 'line 1: has the character U+000D, which nobody sees.'),
    program('print(1)\r\nprint(2)\r\n', 'the file: has line ends of Windows (CR LF).'),
  ],
  'a letter that nobody sees': [
    program('pr\u3164 = 1\n', 'line 1: has the character U+3164, which nobody sees.'),
    program('x\u034f = 1\n', 'line 1: has the character U+034F, which nobody sees.'),
    program('x = 1  # \u{e0041}\n', 'line 1: has the character U+E0041, which nobody sees.'),
    program('x = 1  # \ufeff\n', 'line 1: has the character U+FEFF, which nobody sees.'),
    program('x = 1  # \ue000\n', 'line 1: has the character U+E000, which nobody sees.'),
  ],
  'a space that is none': [
    program('x = 1\u00a0+ 1\n', 'line 1: has the character U+00A0, which nobody sees.'),
    front(title, 'title: One\u2003more', 'line 4: has the character U+2003, which nobody sees.'),
    body('one\u202ftwo', 'has the character U+202F, which nobody sees.'),
    body('one\u3000two', 'has the character U+3000, which nobody sees.'),
  ],
  'a letter of another alphabet': [
    program('p\u0430ssword = 1\n', 'line 1: has "p\u0430ssword", a word of two alphabets.'),
    program('\u0441lass_ = 1\n', 'line 1: has "\u0441lass", a word of two alphabets.'),
    front(title, 'title: \u041ene', 'line 4: has "\u041ene", a word of two alphabets.'),
    body('The p\u0430th is one.', 'has "p\u0430th", a word of two alphabets.'),
    body('Use \u0585ne.', 'has "\u0585ne", a word of two alphabets.'),
    body('Use \u13a1ne.', 'has "\u13a1ne", a word of two alphabets.'),
    body('See [it](https://docs.python.org/3/) in Pyth\u03bfn.', 'has "Pyth\u03bfn", a word of two alphabets.'),
  ],
  'a character that nobody sees, in a list': [
    list('changes.yaml', 'Read it', 'Read\u202e it', 'line 7: has the character U+202E, which nobody sees.'),
    list(
      'sections.yaml',
      'title: Basics',
      'title: Bas\u00adics',
      'line 2: has the character U+00AD, which nobody sees.',
    ),
    list(
      'questions.yaml',
      'What is two?',
      'What is\u200b two?',
      'line 6: has the character U+200B, which nobody sees.',
    ),
    list(
      'faults.yaml',
      'wrong: a claim',
      'wrong:\u200f a claim',
      'line 2: has the character U+200F, which nobody sees.',
    ),
  ],
  'an unfinished merge': [
    body('<<<<<<< HEAD', 'has the mark of an unfinished merge.'),
    body('>>>>>>> main', 'has the mark of an unfinished merge.'),
    body('=======', 'has the mark of an unfinished merge.'),
    program('<<<<<<< HEAD\nx = 1\n', 'line 1: has the mark of an unfinished merge.'),
    front(title, '<<<<<<< HEAD\ntitle: One', 'line 4: has the mark of an unfinished merge.'),
    list('changes.yaml', /^/, '<<<<<<< HEAD\n', 'line 1: has the mark of an unfinished merge.'),
  ],
  'a mark without a target': [
    body('It [never fails](proof:) so.', 'links to proof:.'),
    body('It [never fails](source:) so.', 'links to source:.'),
    front('proof:it_holds', 'proof:', 'listens.1.hear: links to proof:.'),
  ],
  'a mark to a test that is written otherwise': [
    body('It [never fails](proof:it_holds#x) so.', 'leads to proof:it_holds#x.'),
    body('It [never fails](proof:basics/two#it_holds#x) so.', 'leads to proof:basics/two#it_holds#x.'),
    body('It [never fails](proof:basics/two/x#it_holds) so.', 'leads to proof:basics/two/x#it_holds.'),
    body('It [never fails](proof:two#it_holds) so.', 'leads to proof:two#it_holds.'),
    body(
      'It [never fails](proof:../examples/basics/two#it_holds) so.',
      'leads to proof:../examples/basics/two#it_holds.',
    ),
    body('It [never fails](PROOF:it_holds) so.', 'links to PROOF:it_holds.'),
    body(
      'It [never fails](proof:test_it_holds) so.',
      'leads to the test "test_it_holds", which tests/examples/basics/test_one.py does not have.',
    ),
    body('It [never fails](proof:it_holds[1]) so.', 'leads to proof:it_holds[1].'),
  ],
  'a mark to its own answer by name': [
    body('It [never fails](proof:basics/one#it_holds) so.', 'leads to proof:basics/one#it_holds.'),
    front('proof:it_holds', 'proof:basics/one#it_holds', 'listens.1.hear: leads to proof:basics/one#it_holds.'),
  ],
  'a mark to a source that is not there': [
    body('It [never fails](source:01) so.', 'leads to source 01, which is not there.'),
    body('It [never fails](source:1.0) so.', 'leads to source 1.0, which is not there.'),
    body('It [never fails](source:-1) so.', 'leads to source -1, which is not there.'),
    body('It [never fails](source:9) so.', 'leads to source 9, which is not there.'),
  ],
  'a mark where none may stand': [
    list(
      'sections.yaml',
      'introduction: ',
      'introduction: "[a](proof:it_holds) word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word" #',
      'basics.introduction: has a mark.',
    ),
    list(
      'changes.yaml',
      'note: Read it again.',
      "note: 'Read [it](proof:it_holds) again.'",
      '2026-11-26: has markup: "Read [it](proof:it_holds) again.".',
    ),
    front('title: Release notes', "title: '[Release notes](proof:it_holds)'", 'sources.0.title: has a link in it.'),
    front(title, "title: '[One](source:1)'", 'title: has a link in it.'),
    front('said: It is so.', "said: 'It is [so](source:1).'", 'corrections.0.said: has a mark.'),
  ],
  'a link in a link': [
    front(title, "title: '[One](/basics/two/)'", 'title: has a link in it.'),
    front("question: 'What is one?'", "question: 'What is [one](/basics/two/)?'", 'question: has a link in it.'),
    front('title: Release notes', "title: '[Release notes](/basics/two/)'", 'sources.0.title: has a link in it.'),
    front('ask: Why?', "ask: '[Why](/basics/two/)?'", 'next.0.ask: has a link in it.'),
    body('### See [two](/basics/two/)', 'has a link in a heading.'),
    body('### It [never fails](proof:it_holds)', 'has a link in a heading.'),
  ],
  'a link without words': [
    body('See [](/basics/two/).', 'has a link without words, to /basics/two/.'),
    body('See [ ](https://docs.python.org/3/).', 'has a link without words, to https://docs.python.org/3/.'),
    body('It is so [](proof:it_holds).', 'has a link without words, to proof:it_holds.'),
    front(
      'reply: Because.',
      "reply: 'See [](/basics/two/).'",
      'next.0.reply: has a link without words, to /basics/two/.',
    ),
  ],
  'a link that says nothing': [
    body('See [here](https://docs.python.org/3/).', 'has a link that says "here".'),
    body('Read [this](/basics/two/).', 'has a link that says "this".'),
    body('[Click here](/basics/two/) to read.', 'has a link that says "Click here".'),
  ],
  'a link with a title': [
    body('See [it](/basics/two/ "Two").', 'has a link with a title, "Two".'),
    body('It [never fails](proof:it_holds "why") so.', 'has a link with a title, "why".'),
  ],
  'a link to a page that is not there': [
    body('See [it](/basics/two).', 'links to /basics/two.'),
    body('See [it](/Basics/two/).', 'links to /Basics/two/.'),
    body('See [it](/basics/two/?a=1).', 'links to /basics/two/?a=1.'),
    body('See [it](#q1-say).', 'links to #q1-say.'),
    body('See [it](../two/).', 'links to ../two/.'),
    body('See [it](/q/2/).', 'links to /q/2/.'),
    body('See [it](/search/).', 'links to /search/.'),
    front('reply: Because.', "reply: 'See [it](/basics/nine/).'", 'next.0.reply: links to /basics/nine/.'),
  ],
  'a link to a part that is not there': [
    body('See [it](/basics/two/#q2-nowhere).', 'links to #q2-nowhere, which /basics/two/ does not have.'),
    body('See [it](/basics/two/#q1-say).', 'links to #q1-say, which /basics/two/ does not have.'),
    body('See [it](/basics/two/#).', 'links to #, which /basics/two/ does not have.'),
    body('See [it](/basics/two/#q2-say#q2-next).', 'links to #q2-say#q2-next, which /basics/two/ does not have.'),
    body('See [it](/basics/#q9-say).', 'links to #q9-say, which /basics/ does not have.'),
    front(
      'reply: Because.',
      "reply: 'See [it](/basics/two/#say).'",
      'next.0.reply: links to #say, which /basics/two/ does not have.',
    ),
  ],
  'a link of another scheme': [
    body(
      'See <a@b.org>.',
      'is not MDX: Unexpected character after `<`, expected a valid JSX tag (note: to create a link in MDX, use `[text](url)`).',
    ),
    body('See a@b.org.', 'links to mailto:a@b.org.'),
    body('See [it](mailto:a@b.org).', 'links to mailto:a@b.org.'),
    body('See [it](tel:1).', 'links to tel:1.'),
    body('See [it](data:text/html,x).', 'links to data:text/html,x.'),
    body('See [it](javascript&#58;alert).', 'links to javascript:alert.'),
    body('See [it](file:///etc/passwd).', 'links to file:///etc/passwd.'),
    body('See [it](ftp://a.org/).', 'links to ftp://a.org/.'),
    body('See www.python.org.', 'links to http://www.python.org.'),
    body('See http://a.org/x.', 'links to http://a.org/x.'),
  ],
  'a link to somewhere private': [
    body('See [it](https://a.invalid/x/).', 'links to https://a.invalid/x/.'),
    body('See [it](https://a.lan/x/).', 'links to https://a.lan/x/.'),
    body('See [it](https://a.test/x/).', 'links to https://a.test/x/.'),
    body('See [it](https://a.example/x/).', 'links to https://a.example/x/.'),
    body('See [it](https://router.home/x/).', 'links to https://router.home/x/.'),
    body('See [it](https://1.0.0.127.in-addr.arpa/).', 'links to https://1.0.0.127.in-addr.arpa/.'),
    body('See [it](https://2130706433/x).', 'links to https://2130706433/x.'),
    body('See [it](https://[::1]/x).', 'links to https://[::1]/x.'),
    body('See [it](https://0x7f.1/x).', 'links to https://0x7f.1/x.'),
    body('See [it](https://192.168.0.1/).', 'links to https://192.168.0.1/.'),
  ],
  'a link that deceives': [
    body('See [it](https://docs.python.org@a.org/).', 'links to https://docs.python.org@a.org/.'),
    body('See [it](https://docs.python.org./3/).', 'links to https://docs.python.org./3/.'),
    body('See [it](\\\\\\\\a.org\\\\x).', 'links to \\\\a.org\\x.'),
    body('See [it](https://docs.pyth\u043en.org/3/).', 'has "pyth\u043en", a word of two alphabets.'),
  ],
  'a link that follows its readers': [
    body('See [it](https://docs.python.org/3/?utm_source=x).', 'links to https://docs.python.org/3/?utm_source=x.'),
    body('See [it](https://docs.python.org/3/?a=1&fbclid=x).', 'links to https://docs.python.org/3/?a=1&fbclid=x.'),
    front(
      source,
      'https://fastapi.tiangolo.com/x/?utm_source=a',
      'sources.0: leads to fastapi.tiangolo.com, which is no primary source.',
    ),
  ],
  'Markdown that was not closed': [
    body('**one', 'has "**", which is no Markdown as it stands.'),
    body('[text] (https://docs.python.org/3/)', 'has "] (", which is no Markdown as it stands.'),
    body('(text)[https://docs.python.org/3/]', 'has ")[", which is no Markdown as it stands.'),
    body(
      '[text](<https://docs.python.org/3/',
      'is not MDX: Unexpected character after `<`, expected a valid JSX tag (note: to create a link in MDX, use `[text](url)`).',
    ),
    body('`open', 'has "`", which is no Markdown as it stands.'),
    front(title, "title: 'a **b'", 'title: has "**", which is no Markdown as it stands.'),
    front(title, "title: '`'", 'title: must have a word.'),
    front('said: It is so.', "said: 'It is `so.'", 'corrections.0.said: has "`", which is no Markdown as it stands.'),
  ],
  'Markdown of another dialect': [
    body('==a==', 'has "==a", which is no Markdown as it stands.'),
    body('| --- | --- |\n| a | b |', 'has "| ---", which is no Markdown as it stands.'),
    body('a | b\n--- | --- | ---\nc | d', 'has "| ---", which is no Markdown as it stands.'),
    body('[[a]]', 'has "[[", which is no Markdown as it stands.'),
    body('[a][b]', 'has "][", which is no Markdown as it stands.'),
    body(':::note\nx\n:::', 'has ":::", which is no Markdown as it stands.'),
    body('~~a~~', 'has a delete.'),
    body('one[^1]', 'claims without a mark (a number: "1"): one[^1].'),
    body('![a](https://docs.python.org/a.png)', 'has an image.'),
  ],
  'a heading whose address is taken': [
    body('### Sources', 'has the address #q1-sources, which is taken (the body).'),
    body('### Say', 'has the address #q1-say, which is taken (the body).'),
    body('### More\n\nText.\n\n### More', 'has the address #q1-more, which is taken (line 56).', 'line 60'),
    body('### More\n\nText.\n\n### more!', 'has the address #q1-more, which is taken (line 56).', 'line 60'),
    body('### Why', 'has the address #q1-why, which is taken (next.0.ask).'),
  ],
  'a heading without an address': [
    body('### ???', 'has no letter or digit to make an address of.'),
    body('###', 'has no letter or digit to make an address of.'),
    body('### “…”', 'has no letter or digit to make an address of.'),
  ],
  'a heading of another level': [
    body('# Title', 'has the headings How it works, Example, Title.', 'the body'),
    body('## More', 'has the headings How it works, Example, More.', 'the body'),
    body('#### Deep', 'has a heading of level 4.'),
    body('###### Deepest', 'has a heading of level 6.'),
    body('Sub\n---', 'has the headings How it works, Example, Sub.', 'the body'),
  ],
  'a list that is none': [
    body('- [ ] a task', 'has a box to tick.'),
    body('- [x] a task', 'has a box to tick.'),
    body('-', 'has an item without words.'),
    body('- one\n-', 'has an item without words.', 'line 57'),
  ],
  'a table that is none': [
    body('| a | b |\n| :-: | --: |\n| c | d |', 'has a table with alignment.'),
    body('| a |\n| --- |', 'has a table whose rows are not of one length.'),
    body('| a | b |\n| --- | --- |\n| c |', 'has a table whose rows are not of one length.'),
    body('| a | b |\n| --- | --- |\n| c | d | e |', 'has a table whose rows are not of one length.'),
  ],
  'what Markdown knows and a page does not': [
    body('one\\\ntwo', 'has a break.'),
    body('one  \ntwo', 'has a break.'),
    body('***', 'has a thematicBreak.'),
    body('> quote', 'has a blockquote.'),
    body('` `', 'has code without a letter.'),
    body(
      '<!-- hidden -->',
      'is not MDX: Unexpected character `!` (U+0021) before name, expected a character that can start a name, such as a letter, `$`, or `_` (note: to create a comment in MDX, use `{/* text */}`).',
    ),
    body('{/* hidden */}', 'has an expression in braces.'),
    body('\\{x\\}', 'has a brace in its text.'),
  ],
  'a tag that JavaScript knows': [
    body('<constructor />', 'uses <constructor>.'),
    body('<toString />', 'uses <toString>.'),
    body('<hasOwnProperty />', 'uses <hasOwnProperty>.'),
    body('<__proto__ />', 'uses <__proto__>.'),
  ],
  'a tag that nobody knows': [
    body('<Program.Secret />', 'uses <Program.Secret>.'),
    body('<svg:a />', 'uses <svg:a>.'),
    body('<></>', 'uses <>.'),
    body('<program file="right.py" />', 'uses <program>.'),
    body('<iframe src="https://a.org/" />', 'uses <iframe>.'),
    body('<style>{`a`}</style>', 'has an expression in braces.'),
  ],
  'something inside of a component': [
    body('<Program file="right.py">words</Program>', 'has something inside of <Program>.'),
    body('<Program file="right.py">\n  words\n</Program>', 'has something inside of <Program>.'),
    body(
      '<Timeline steps={4} caption="Time" alt="Times" lanes={[{ name: \'a\', bars: [[0, 2, \'x\']] }]}>\n<Program file="right.py" />\n</Timeline>',
      'has something inside of <Timeline>.',
    ),
  ],
  'a component inside of something': [
    body('- <Program file="right.py" />', 'has a component inside of something.'),
    body('one <Program file="right.py" /> two', 'has a tag in a line of text.'),
  ],
  'code in an attribute': [
    body(
      '<Program {...{ file: "right.py" }} />',
      '<Program> has code in an attribute: {...{ file: "right.py" }} is not an attribute with a name.',
    ),
    body(
      '<Program file={`right.py`} />',
      '<Program> has code in an attribute: file: "`right.py`" is not a plain value.',
    ),
    body(
      '<Program file={"ri" + "ght.py"} />',
      '<Program> has code in an attribute: file: ""ri" + "ght.py"" is not a plain value.',
    ),
    body(
      '<Program file={(() => "right.py")()} />',
      '<Program> has code in an attribute: file: "(() => "right.py")()" is not a plain value.',
    ),
    body(
      '<Program file="right.py" region={undefined} />',
      '<Program> has code in an attribute: region: "undefined" is not a plain value.',
    ),
    body(
      '<Program file={import.meta.env.HOME} />',
      "<Program> has code in an attribute: file: Cannot use 'import.meta' outside a module (1:0).",
    ),
  ],
  'an attribute that nobody reads': [
    body('<Program FILE="right.py" />', '<Program> file: Invalid input: expected string, received undefined.'),
    body('<Program file="right.py" class="x" />', '<Program>: unknown: class.'),
    body('<Program file="right.py" set:html="x" />', '<Program>: unknown: set:html.'),
    body('<Program file="right.py" client:load />', '<Program>: unknown: client:load.'),
    body('<Program file="right.py" number="2" />', '<Program>: unknown: number.'),
    body('<Program file="right.py" folder="basics/two" />', '<Program>: unknown: folder.'),
    body('<Record file="right.py" steps={["seen"]} region="main" />', '<Record>: unknown: region.'),
  ],
  'an attribute of another kind': [
    body('<Program file />', '<Program> file: Invalid input: expected string, received boolean.'),
    body('<Program file={1} />', '<Program> file: Invalid input: expected string, received number.'),
    body('<Program file="right.py" region="" />', '<Program> region: must be lower-case words joined by "-".'),
    body(
      '<Program file="right.py" steps="seen" />',
      '<Program> steps: Invalid input: expected array, received string.',
    ),
    body('<Program file="right.py" steps={["seen", "seen"]} />', '<Program> steps: must name each step once.'),
    body('<Record file="right.py" steps={[]} />', '<Record> steps: Too small: expected array to have >=1 items.'),
  ],
  'a file that is no program': [
    body('<Program file="index.mdx" />', 'shows "index.mdx", which is not in its folder.'),
    body('<Program file="right.py.record.json" />', 'shows "right.py.record.json", which is not in its folder.'),
    body('<Program file="RIGHT.py" />', 'shows "RIGHT.py", which is not in its folder.'),
    body('<Program file="./right.py" />', '<Program> file: must be the name of a file in the same folder.'),
    body('<Program file=" right.py" />', '<Program> file: must be the name of a file in the same folder.'),
    body('<Program file="basics/one/right.py" />', '<Program> file: must be the name of a file in the same folder.'),
    body('<Record file="right.py" steps={["nothing"]} />', 'shows step "nothing" of right.py.'),
  ],
  'a program that is shown twice': [
    body('<Program file="right.py" region="main" />', 'has the address #q1-right.py.main, which is taken (line 54).'),
    body(
      '<Program file="right.py" />\n\n<Program file="right.py" />',
      'has the address #q1-right.py, which is taken (line 56).',
      'line 58',
    ),
  ],
  'a step that is shown twice': [
    body('<Program file="right.py" />', 'shows step "seen" of right.py a second time.'),
    body('<Record file="right.py" steps={["seen"]} />', 'shows step "seen" of right.py a second time.'),
  ],
  'a time that a drawing does not have': [
    body(
      '<Timeline steps={1000000000} caption="Time" alt="Times" lanes={[{ name: \'a\', bars: [[0, 2, \'x\']] }]} />',
      '<Timeline> steps: Too big: expected number to be <=60.',
    ),
    body(
      '<Timeline steps={1e400} caption="Time" alt="Times" lanes={[{ name: \'a\', bars: [[0, 2, \'x\']] }]} />',
      '<Timeline> steps: Invalid input: expected number, received Infinity.',
    ),
    body(
      '<Timeline steps={4} caption="Time" alt="Times" lanes={[{ name: \'a\', bars: [[2, 1, \'x\']] }]} />',
      '<Timeline> lanes.0.bars.0: runs from 2 to 1; the axis from 0 to 4.',
    ),
    body(
      '<Timeline steps={4} caption="Time" alt="Times" lanes={[{ name: \'a\', bars: [[-1, 1, \'x\']] }]} />',
      '<Timeline> lanes.0.bars.0: runs from -1 to 1; the axis from 0 to 4.',
    ),
    body(
      '<Timeline steps={4} caption="Time" alt="Times" lanes={[{ name: \'a\', bars: [[0, 9, \'x\']] }]} />',
      '<Timeline> lanes.0.bars.0: runs from 0 to 9; the axis from 0 to 4.',
    ),
    body(
      "<Timeline steps={4} caption=\"Time\" alt=\"Times\" lanes={[{ name: 'a', bars: [[0, 3, 'x'], [2, 4, 'y']] }]} />",
      '<Timeline> lanes.0.bars.1: starts at 2, before the one before it ends at 3.',
    ),
    body(
      '<Timeline steps={4} caption="Time" alt="Times" lanes={[{ name: \'a\', bars: [] }]} />',
      '<Timeline> lanes.0.bars: Too small: expected array to have >=1 items.',
    ),
  ],
  'a place that a drawing does not have': [
    body(
      '<Graph caption="What" alt="How" nodes={[["a", 0, 0], ["b", 1000000, 0]]} edges={[[0, 1]]} />',
      '<Graph> nodes.1.1: Too big: expected number to be <=5.',
    ),
    body(
      '<Graph caption="What" alt="How" nodes={[["a", 0, 0], ["b", 0, 0]]} edges={[[0, 1]]} />',
      '<Graph> nodes.1: covers node 0.',
    ),
    body(
      '<Graph caption="What" alt="How" nodes={[["a", 0.5, 0], ["b", 1, 0]]} edges={[[0, 1]]} />',
      '<Graph> nodes.1: covers node 0.',
    ),
    body(
      '<Graph caption="What" alt="How" nodes={[["a", -1, 0], ["b", 1, 0]]} edges={[[0, 1]]} />',
      '<Graph> nodes.0.1: Too small: expected number to be >=0.',
    ),
    body(
      '<Graph caption="What" alt="How" nodes={[["a", 0, 0], ["b", 1]]} edges={[[0, 1]]} />',
      '<Graph> nodes.1: Too small: expected array to have >=3 items.',
    ),
  ],
  'an arrow to nowhere': [
    body(
      '<Graph caption="What" alt="How" nodes={[["a", 0, 0], ["b", 1, 0]]} edges={[[0, 2]]} />',
      '<Graph> edges.0.1: is 2; there are 2 nodes, counted from 0.',
    ),
    body(
      '<Graph caption="What" alt="How" nodes={[["a", 0, 0], ["b", 1, 0]]} edges={[[0, 0]]} />',
      '<Graph> edges: must not lead from a box to itself.',
    ),
    body(
      '<Graph caption="What" alt="How" nodes={[["a", 0, 0], ["b", 1, 0]]} edges={[[0, 1], [0, 1]]} />',
      '<Graph> edges: must join two boxes once.',
    ),
    body(
      '<Graph caption="What" alt="How" nodes={[["a", 0, 0], ["b", 1, 0]]} edges={[[0, 1, "x", 2]]} />',
      '<Graph> edges.0: Too big: expected array to have <=3 items.',
    ),
    body(
      '<Sequence caption="What" alt="How" actors={["a", "b"]} messages={[[0, 2, "x"]]} />',
      '<Sequence> messages.0.1: is 2; there are 2 actors, counted from 0.',
    ),
    body(
      '<Sequence caption="What" alt="How" actors={["a", "b"]} messages={[[0, 1]]} />',
      '<Sequence> messages.0: Too small: expected array to have >=3 items.',
    ),
  ],
  'a drawing without words': [
    body(
      '<Timeline steps={4} caption="" alt="Times" lanes={[{ name: \'a\', bars: [[0, 2, \'x\']] }]} />',
      '<Timeline> caption: must not be empty.',
    ),
    body(
      "<Timeline steps={4} caption=\"Time\" lanes={[{ name: 'a', bars: [[0, 2, 'x']] }]} />",
      '<Timeline> alt: Invalid input: expected string, received undefined.',
    ),
    body(
      '<Timeline steps={4} caption="Time" alt="Time" lanes={[{ name: \'a\', bars: [[0, 2, \'x\']] }]} />',
      '<Timeline> alt: says what the caption says; tell what the drawing shows.',
    ),
    body(
      '<Graph caption="What" alt="How" nodes={[["a", 0, 0], ["", 1, 0]]} edges={[[0, 1]]} />',
      '<Graph> nodes.1.0: must not be empty.',
    ),
    body(
      '<Timeline steps={4} caption="Time" alt="Times" lanes={[{ name: \'a\', bars: [[0, 2, \'\']] }]} />',
      '<Timeline> lanes.0.bars.0.2: must not be empty.',
    ),
  ],
  'words that do not fit a drawing': [
    body(
      `<Sequence caption="What" alt="How" actors={["a", "b"]} messages={[[0, 1, "${'x'.repeat(41)}"]]} />`,
      '<Sequence> messages.0.2: must fit a phone: 40 characters at most.',
    ),
    body(
      `<Graph caption="${'x'.repeat(501)}" alt="How" nodes={[["a", 0, 0], ["b", 1, 0]]} edges={[[0, 1]]} />`,
      '<Graph> caption: must have 500 characters at most.',
    ),
  ],
  'actors that nobody tells apart': [
    body(
      '<Sequence caption="What" alt="How" actors={["a"]} messages={[[0, 0, "x"]]} />',
      '<Sequence> actors: Too small: expected array to have >=2 items.',
    ),
    body(
      '<Sequence caption="What" alt="How" actors={["a", "a"]} messages={[[0, 1, "x"]]} />',
      '<Sequence> actors: must name each once.',
    ),
    body(
      '<Sequence caption="What" alt="How" actors={["a", "b", "c", "d", "e"]} messages={[[0, 1, "x"]]} />',
      '<Sequence> actors: Too big: expected array to have <=4 items.',
    ),
    body(
      '<Sequence caption="What" alt="How" actors={["a", "b"]} messages={[]} />',
      '<Sequence> messages: Too small: expected array to have >=1 items.',
    ),
  ],
  'Markdown in a drawing': [
    body(
      '<Sequence caption="**What**" alt="How" actors={["a", "b"]} messages={[[0, 1, "x"]]} />',
      '<Sequence> caption: must be plain words: drawings know no Markdown.',
    ),
    body(
      '<Sequence caption="What" alt="How" actors={["a", "b"]} messages={[[0, 1, "`x`"]]} />',
      '<Sequence> messages.0.2: must be plain words: drawings know no Markdown.',
    ),
    body(
      '<Sequence caption="What" alt="How" actors={["a", "b"]} messages={[[0, 1, "[x](/basics/two/)"]]} />',
      '<Sequence> messages.0.2: must be plain words: drawings know no Markdown.',
    ),
  ],
  'an empty program': [program('', 'the file: is empty.'), program('\n\n', 'the file: is empty.')],
  'a region that does not begin or end': [
    program('# region a\nx = 1\n', 'line 1: begins "a", which does not end.'),
    program('x = 1\n# endregion\n', 'line 2: ends a region that does not begin.'),
    program('# region a\nx = 1\n# endregion\n# region a\ny = 1\n# endregion\n', 'line 4: begins "a" a second time.'),
    program('# region a\n# region b\nx = 1\n# endregion\n# endregion\n', 'line 2: begins "b" within "a".'),
  ],
  'a region that is written otherwise': [
    program('# region A b\nx = 1\n# endregion\n', 'line 1: has "# region A b".'),
    program('#region a\nx = 1\n#endregion\n', 'line 1: has "#region a".'),
    program('# region\nx = 1\n# endregion\n', 'line 1: has "# region".'),
    program('# region a:\nx = 1\n# endregion a\n', 'line 1: has "# region a:".'),
  ],
  'a point that no page marks': [
    program('x = 1  #point\n', 'line 1: has "x = 1  #point".'),
    program('x = 1  # Point\n', 'line 1: has "x = 1  # Point".'),
    program('x = 1  # points\n', 'line 1: has "x = 1  # points".'),
    program('x = 1  # point: here\n', 'line 1: has "x = 1  # point: here".'),
    program('x = 1\n# point\ny = 2\n', 'line 2: has "# point".'),
  ],
  'a program that is not done': [
    program('# TODO: more\nx = 1\n', 'line 1: says "TODO".'),
    program('x = "FIXME"\n', 'line 1: says "FIXME".'),
  ],
  'a folder of one machine': [
    program('x = "/home/ann/secret"\n', 'line 1: names "/home/ann", a folder of one machine.'),
    program('x = "C:\\\\Users\\\\ann"\n', 'line 1: names "C:\\\\Users", a folder of one machine.'),
    recorded('"value":1', '"value":"/Users/ann/x.py"', 'steps.0.value: names "/Users/ann", a folder of one machine.'),
    recorded('"value":1', '"value":["/root/x"]', 'steps.0.value.0: names "/root/x", a folder of one machine.'),
  ],
  'a record of another form': [
    recorded(/[\s\S]*/, 'null', 'the top level: Invalid input: expected object, received null.'),
    recorded(/[\s\S]*/, '{"steps":[]}', 'steps: Too small: expected array to have >=1 items.'),
    recorded(/[\s\S]*/, '[]', 'the top level: Invalid input: expected object, received array.'),
    recorded('"step":"seen"', '"step":"Seen It"', 'steps.0.step: must be lower-case words joined by "-".'),
    recorded('"kind"', '"masked":"x","kind"', 'steps.0.masked: Invalid input: expected boolean, received string.'),
    recorded('"steps"', '"test":"x","steps"', 'the top level: has unknown keys: test.'),
    recorded(
      '"kind":"value"',
      '"kind":"values"',
      "steps.0.kind: Invalid discriminator value. Expected 'http' | 'output' | 'value' | 'websocket'.",
    ),
  ],
  'a record that is not JSON': [
    recorded(/^/, '// x\n', 'the file: is not JSON.'),
    recorded('}]', '},]', 'the file: is not JSON.'),
    recorded(/[\s\S]*/, '', 'the file: is not JSON.'),
    recorded('"seen"', "'seen'", 'the file: is not JSON.'),
  ],
  'an exchange that cannot have been': [
    recorded(
      /[\s\S]*/,
      '{"steps":[{"step":"seen","kind":"http","request":{"method":"GET","path":"/"},"response":{"status":999}}]}',
      'steps.0.response.status: Too big: expected number to be <=599.',
    ),
    recorded(
      /[\s\S]*/,
      '{"steps":[{"step":"seen","kind":"http","request":{"method":"get it","path":"/"},"response":{"status":200}}]}',
      'steps.0.request.method: must be a method such as GET.',
    ),
    recorded(
      /[\s\S]*/,
      '{"steps":[{"step":"seen","kind":"http","request":{"method":"GET","path":"nowhere"},"response":{"status":200}}]}',
      'steps.0.request.path: must be a path that starts with "/".',
    ),
  ],
  'a forged step': [
    recorded(
      /[\s\S]*/,
      '{"steps":[{"step":"seen","kind":"value","label":"seen","value":1},{"step":"seen","kind":"value","label":"seen","value":2}]}',
      'steps: must name each step once.',
    ),
  ],
  'a chapter that cannot be named so': [
    list('sections.yaml', 'title: Basics', "title: '**Basics**'", 'basics.title: has markup: "**Basics**".'),
    list(
      'sections.yaml',
      'title: Basics',
      "title: '[Basics](/basics/one/)'",
      'basics.title: has markup: "[Basics](/basics/one/)".',
    ),
    list('sections.yaml', 'title: Basics', "title: 'a `b`'", 'basics.title: has markup: "a `b`".'),
    list(
      'sections.yaml',
      'title: Basics',
      'title: A title that is much too long for the navigation',
      '0.title: must fit the navigation: 40 characters at most.',
    ),
    list('sections.yaml', 'icon: ✨', 'icon: <b>x</b>', '0.icon: must be one emoji.'),
    list('sections.yaml', 'icon: ✨', 'icon: words', '0.icon: must be one emoji.'),
    list('sections.yaml', 'icon: ✨', 'icon: ✨✨', '0.icon: must be one emoji.'),
  ],
  'a chapter that cannot stand there': [
    list('sections.yaml', 'id: basics', 'id: search', 'search: is the name of another page.'),
    list('sections.yaml', 'id: basics', 'id: q', 'q: is the name of another page.'),
    list('sections.yaml', 'id: basics', 'id: pagefind', 'pagefind: is the name of another page.'),
    list('sections.yaml', 'id: basics', 'id: offline', 'offline: is the name of another page.'),
    list('sections.yaml', 'id: basics', 'id: take-away', 'take-away: is the name of another page.'),
    list('sections.yaml', 'id: basics', 'id: run', 'run: is the name of another page.'),
    list('sections.yaml', 'id: basics', 'id: icons', 'icons: is the name of another page.'),
    list('sections.yaml', 'id: basics', 'id: constructor', 'questions: lists constructor/one, which does not exist.'),
    list('sections.yaml', 'id: basics', 'id: Basics', '0.id: must be lower-case words joined by "-".'),
    list('sections.yaml', 'id: basics', 'id: ../basics', '0.id: must be lower-case words joined by "-".'),
  ],
  'a question that cannot be named so': [
    list('sections.yaml', '- one', '- one.two', '0.questions.0: must be lower-case words joined by "-".'),
    list('sections.yaml', '- one', '- basics/one', '0.questions.0: must be lower-case words joined by "-".'),
    list('sections.yaml', '- one', '- 1', '0.questions.0: Invalid input: expected string, received number.'),
    list('sections.yaml', '- one', '- ..', '0.questions.0: must be lower-case words joined by "-".'),
    list('sections.yaml', 'questions:', 'Questions:', '0.questions: is missing.'),
  ],
  'an introduction that is not ready': [
    list('sections.yaml', 'introduction: ', 'introduction: TODO ', 'basics.introduction: says "TODO".'),
    list('sections.yaml', 'introduction: ', 'introduction: simply ', 'basics.introduction: says "simply".'),
    list(
      'sections.yaml',
      'introduction: ',
      'introduction: short #',
      '0.introduction: has 1 words; it must have 30 to 90.',
    ),
    list('sections.yaml', 'introduction: ', 'introduction: <script>1</script> ', 'basics.introduction: has raw HTML.'),
    list(
      'sections.yaml',
      'introduction: ',
      "introduction: '[a](http://a.org/) word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word' #",
      'basics.introduction: links to http://a.org/.',
    ),
  ],
  'a day that there is not': [
    list(
      'changes.yaml',
      '2026-11-24',
      '2026-02-30',
      '0.date: is read in two ways, as "2026-02-30" and as "2026-03-02T00:00:00.000Z".',
    ),
    list('changes.yaml', '2026-11-24', '24.11.2026', '0.date: must be a day such as 2026-11-26.'),
    list('changes.yaml', '2026-11-26', '2936-11-26', '2936-11-26: says 2936-11-26.'),
    list('changes.yaml', '2026-11-24', '1026-11-24', '1026-11-24: says 1026-11-24.'),
    front('read: 2026-11-26', 'read: 2936-11-26', 'sources.1.read: says 2936-11-26.'),
    front('read: 2026-11-26', 'read: 1026-11-26', 'sources.1.read: says 1026-11-26.'),
    front(
      'read: 2026-11-26',
      'read: 2026-02-30',
      'sources.1.read: is read in two ways, as "2026-02-30" and as "2026-03-02T00:00:00.000Z".',
    ),
    front('read: 2026-11-26', 'read: yesterday', 'sources.1.read: must be a day such as 2026-11-26.'),
    front(
      'read: 2026-11-26',
      'read: 2026-11-26T10:00:00Z',
      'sources.1.read: is read in two ways, as "2026-11-26T10:00:00Z" and as "2026-11-26T10:00:00.000Z".',
    ),
  ],
  'changes that are out of order': [
    list('changes.yaml', '2026-11-24', '2026-11-26', '2026-11-26: comes after 2026-11-26.'),
    list(
      'changes.yaml',
      '2026-11-24',
      '2026-11-25\n  releases: [a 1]\n  answers: []\n- date: 2026-11-24',
      '2026-11-24: comes after 2026-11-25.',
    ),
    list('changes.yaml', /[\s\S]*/, '[]\n', 'the top level: Too small: expected array to have >=1 items.'),
    list('changes.yaml', /[\s\S]*/, '', 'the top level: Invalid input: expected array, received null.'),
  ],
  'a note that is shown as it stands': [
    list(
      'changes.yaml',
      'note: Read it again.',
      "note: 'Read `it` again.'",
      '2026-11-26: has markup: "Read `it` again.".',
    ),
    list(
      'changes.yaml',
      'note: Read it again.',
      "note: 'Read [it](/basics/one/) again.'",
      '2026-11-26: has markup: "Read [it](/basics/one/) again.".',
    ),
    list('changes.yaml', 'note: Read it again.', 'note: TODO', '2026-11-26: says "TODO".'),
    list('changes.yaml', 'note: Read it again.', 'note: ""', '1.note: must not be empty.'),
  ],
  'a release that is none': [
    list('changes.yaml', 'fastapi 1.1', 'fastapi 1.2', '2026-11-26: names fastapi 1.2, but 1.1 is what was run.'),
    list('changes.yaml', 'fastapi 1.1', 'fastapi', '1.releases.0: must be a name and a version: fastapi 0.165.0.'),
    list('changes.yaml', 'fastapi 1.1', 'fastapi==1.1', '1.releases.0: must be a name and a version: fastapi 0.165.0.'),
    list(
      'changes.yaml',
      'fastapi 1.1',
      '<b>fastapi</b> 1.1',
      '1.releases.0: must be a name and a version: fastapi 0.165.0.',
    ),
    list('changes.yaml', 'fastapi 1.1', 'fastapi 1.1, fastapi 1.2', '2026-11-26: names fastapi twice.'),
  ],
  'an answer that a change cannot name': [
    list('changes.yaml', '[basics/one]', '[basics/one, basics/one]', '2026-11-26: names basics/one twice.'),
    list('changes.yaml', '[basics/one]', '[/basics/one/]', '2026-11-26: names /basics/one/, which is no answer.'),
    list('changes.yaml', '[basics/one]', '[basics]', '2026-11-26: names basics, which is no answer.'),
    list('changes.yaml', '[basics/one]', '[1]', '1.answers.0: Invalid input: expected string, received number.'),
  ],
  'a number that is kept wrongly': [
    list('questions.yaml', '1:', 'one:', 'one: is a key that must be a number.'),
    list('questions.yaml', '1:', '0:', '0: is a key that must be a number.'),
    list('questions.yaml', 'path: basics/two', 'path: /basics/two/', '2.path: must be section/question.'),
    list('questions.yaml', 'path: basics/two', 'Path: basics/two', '2.path: is missing.'),
    list(
      'questions.yaml',
      /$/,
      "9:\n  path: basics/nine\n  question: 'What?'\n",
      '9: is the number of basics/nine, which does not have it.',
    ),
  ],
  'a fault of no question': [
    list('faults.yaml', '1:', '77:', '77: is no question.'),
    list('faults.yaml', /$/, "99:\n  1: 'wrong: nothing'\n", '99: is no question.'),
    list('faults.yaml', "3: 'wrong: a claim'", '3: ""', '1.3: must not be empty.'),
    list('faults.yaml', "3: 'wrong: a claim'", 'three: x', '1.three: is a key that must be a number.'),
    list('faults.yaml', "3: 'wrong: a claim'", '3: [x]', '1.3: Invalid input: expected string, received array.'),
  ],
  'a forward from no page': [
    list('forwards.yaml', 'pages:', 'pages: { /never/: /basics/ }', '/never/: was never published.'),
    list('forwards.yaml', 'pages:', 'pages: { /404/: /basics/ }', '/404/: is a page of its own.'),
    list('forwards.yaml', 'pages:', 'pages: { /pagefind/: /basics/ }', '/pagefind/: is a page of its own.'),
    list(
      'forwards.yaml',
      'pages:',
      'pages: { /_astro/: /basics/ }',
      'pages./_astro/: is a key that must be /section/ or /section/question/.',
    ),
    list(
      'forwards.yaml',
      'pages:',
      'pages: { /: /basics/ }',
      'pages./: is a key that must be /section/ or /section/question/.',
    ),
    list(
      'forwards.yaml',
      'pages:',
      'pages: { /old: /basics/ }',
      'pages./old: is a key that must be /section/ or /section/question/.',
    ),
    list(
      'forwards.yaml',
      'pages:',
      'pages: { constructor: /basics/ }',
      'pages.constructor: is a key that must be /section/ or /section/question/.',
    ),
  ],
  'a forward that does not arrive': [
    list(
      'forwards.yaml',
      'pages:',
      'pages: { /old/: /old/ }',
      '/old/: leads to /old/, which is no answer and no chapter.',
    ),
    list(
      'forwards.yaml',
      'pages:',
      'pages: { /old/: /older/, /older/: /basics/ }',
      '/old/: leads to /older/, which is no answer and no chapter.',
    ),
    list(
      'forwards.yaml',
      'pages:',
      'pages: { /old/: https://a.org/ }',
      'pages./old/: must be /section/ or /section/question/.',
    ),
    list('forwards.yaml', 'pages:', 'pages: { /old/: /basics/one/ }', '/old/: leads to /basics/one/.'),
  ],
  'a note of the deck that nobody wrote': [
    list('deck.yaml', '4f560e49da56', 'soon', '1.hash: must be 12 digits of a hash.'),
    list('deck.yaml', '1795848369', 'soon', '1.at: Invalid input: expected number, received string.'),
    list('deck.yaml', '1795848369', '-1', '1.at: must be seconds since 1970.'),
    list('deck.yaml', '1795848369', '1795848369000', '1.at: must be seconds since 1970.'),
    list('deck.yaml', '1:', '9:', '9: is the number of no answer.'),
    list('deck.yaml', /$/, '1: {}\n', 'line 2: Map keys must be unique.'),
    list('deck.yaml', /[\s\S]*/, '{{{', 'line 1: '),
  ],
  'a fragment that is forwarded wrongly': [
    {
      what: 'to one that has itself moved',
      changes: {
        'content/permalinks.txt': (text) =>
          text.replace('/basics/one/#q1-say', '/basics/one/#q1-older\n/basics/one/#q1-say'),
        'content/forwards.yaml': (text) =>
          text.replace('fragments:', 'fragments: { q1-older: q1-old, q1-old: q1-say }'),
      },
      fault: 'content/forwards.yaml, q1-older: leads to #q1-old, which has itself moved.',
    },
    list('forwards.yaml', 'fragments:', 'fragments: { q1-say: q2-say }', 'q1-say: is a fragment of today.'),
    list('forwards.yaml', 'fragments:', 'fragments: { q1-say: q1-say }', 'q1-say: is a fragment of today.'),
    list('forwards.yaml', 'fragments:', 'fragments: { q1-source-1: q1-say }', 'q1-source-1: is a fragment of today.'),
    list(
      'forwards.yaml',
      'fragments:',
      'fragments: { q1-test_it_holds: q1-say }',
      'q1-test_it_holds: is a fragment of today.',
    ),
    list(
      'forwards.yaml',
      'fragments:',
      'fragments: { q1-old: q1-gone }',
      'q1-old: leads to #q1-gone, which no page has.',
    ),
    list('forwards.yaml', 'fragments:', 'fragments: { q1-never: q1-say }', 'q1-never: was never published.'),
    list(
      'forwards.yaml',
      'fragments:',
      "fragments: { '#q1-old': q1-say }",
      'fragments.#q1-old: is a key that must be a fragment such as q7-say.',
    ),
  ],
  'forwards of another form': [
    list('forwards.yaml', 'fragments:\n', '', 'fragments: is missing.'),
    list('forwards.yaml', 'pages:', 'pages: []', 'pages: Invalid input: expected record, received array.'),
    list('forwards.yaml', 'pages:', 'Pages:', 'pages: is missing.'),
  ],
  'a lock that was edited': [
    list('permalinks.txt', /$/, 'https://a.org/\n', 'line 9: is no address: https://a.org/.'),
    list('permalinks.txt', /$/, 'basics/\n', 'line 9: is no address: basics/.'),
    list('permalinks.txt', /$/, '/zzz/#q1 say\n', 'line 9: is no address: /zzz/#q1 say.'),
    list('permalinks.txt', /$/, '/\n', 'line 9: is out of order: /.'),
    list('permalinks.txt', '/old/\n', '/old/\n/old/\n', 'line 8: is out of order: /old/.'),
    list('permalinks.txt', /$/, '\n/zzz/\n', 'line 9: is no address: .'),
    list('permalinks.txt', /$/, '>>>>>>> main\n', 'line 9: has the mark of an unfinished merge.'),
  ],
  'a source that will be another tomorrow': [
    front(
      source,
      'https://raw.githubusercontent.com/a/b/main/c.py',
      'sources.0: leads to a branch: https://raw.githubusercontent.com/a/b/main/c.py.',
    ),
    front(
      source,
      'https://raw.githubusercontent.com/a/b/refs/heads/main/c.py',
      'sources.0: leads to a branch: https://raw.githubusercontent.com/a/b/refs/heads/main/c.py.',
    ),
    front(
      source,
      'https://github.com/a/b/blob/refs/heads/main/c.py',
      'sources.0: leads to a branch: https://github.com/a/b/blob/refs/heads/main/c.py.',
    ),
    front(
      source,
      'https://github.com/a/b/blob/next/c.py',
      'sources.0: leads to a branch: https://github.com/a/b/blob/next/c.py.',
    ),
    front(
      source,
      'https://github.com/a/b/tree/HEAD/c',
      'sources.0: leads to a branch: https://github.com/a/b/tree/HEAD/c.',
    ),
  ],
  'a source that is no page': [
    front(source, 'https://github.com/a/b', 'sources.0: leads to the front page https://github.com/a/b.'),
    front(
      source,
      'https://fastapi.tiangolo.com/?x',
      'sources.0: leads to the front page https://fastapi.tiangolo.com/?x.',
    ),
    front(
      source,
      'https://fastapi.tiangolo.com/#x',
      'sources.0: leads to the front page https://fastapi.tiangolo.com/#x.',
    ),
    front(
      source,
      'https://fastapi.tiangolo.com/a b',
      'sources.0: leads to fastapi.tiangolo.com, which is no primary source.',
    ),
    front(source, '//fastapi.tiangolo.com/x', 'sources.0.url: must be an address that starts with https://.'),
    front(source, 'fastapi.tiangolo.com/x', 'sources.0.url: must be an address that starts with https://.'),
  ],
  'a source of somebody else': [
    front(
      source,
      'https://github.com.evil.org/a',
      'sources.0: leads to github.com.evil.org, which is no primary source.',
    ),
    front(source, 'https://user:pw@github.com/a/b/c', 'sources.0: leads to github.com, which is no primary source.'),
    front(source, 'https://github.com:444/a/b/c', 'sources.0: leads to github.com, which is no primary source.'),
    front(source, 'https://medium.com/a', 'sources.0: leads to medium.com, which is no primary source.'),
    front(
      source,
      'https://fastapi.tiangolo.com.example/x/',
      'sources.0: leads to fastapi.tiangolo.com.example, which is no primary source.',
    ),
  ],
  'a source twice': [
    front(
      source,
      'https://fastapi.tiangolo.com/tutorial/path-params',
      'sources.1: names https://fastapi.tiangolo.com/tutorial/path-params/ a second time.',
    ),
    front(
      source,
      'https://FASTAPI.tiangolo.com/tutorial/path-params/',
      'sources.1: names https://fastapi.tiangolo.com/tutorial/path-params/ a second time.',
    ),
    front(
      'title: Path parameters',
      'title: Release notes\n    url: https://fastapi.tiangolo.com/x/\n    about: FastAPI 0.100.0 release notes\n  - title: Path parameters',
      'sources.1: is called what source 1 is.',
    ),
  ],
  'words that are shown as they stand': [
    front(
      'about: FastAPI documentation',
      "about: '**FastAPI** documentation'",
      'sources.1.about: has markup: "**FastAPI** documentation".',
    ),
    front(
      'about: FastAPI documentation',
      "about: '[FastAPI](http://a.org) documentation'",
      'sources.1.about: has markup: "[FastAPI](http://a.org) documentation".',
    ),
    front('about: FastAPI documentation', "about: ' '", 'sources.1.about: must not be empty.'),
    front(
      "truth: 'It is not",
      "since: '`FastAPI` 0.100.0'\n    truth: 'It is not",
      'corrections.0.since: must begin with a name and a version.',
    ),
  ],
  'a release that has not been run': [
    front(
      'about: FastAPI 0.100.0 release notes',
      'about: FastAPI 9.100.0 release notes',
      'sources.0.about: names FastAPI 9.100.0, but 1.1 is what was run.',
    ),
    front(
      "truth: 'It is not",
      "since: FastAPI 9.9.9\n    truth: 'It is not",
      'corrections.0.since: names FastAPI 9.9.9, but 1.1 is what was run.',
    ),
    front(
      "truth: 'It is not",
      "since: FastAPI 1.10\n    truth: 'It is not",
      'corrections.0.since: names FastAPI 1.10, but 1.1 is what was run.',
    ),
    front(
      "truth: 'It is not",
      "since: soon\n    truth: 'It is not",
      'corrections.0.since: must begin with a name and a version.',
    ),
  ],
  'a thing said twice': [
    front('hear: Says how it works.', 'hear: Says what it is.', 'listens.hear: says "Says what it is." twice.'),
    front(
      '- said: It is so.\n    truth',
      "- said: It is so.\n    truth: 'So.'\n  - said: It is so.\n    truth",
      'corrections.said: says "It is so." twice.',
    ),
    front('steps: [broken]', 'steps: [broken, broken]', 'pitfalls.0.steps: says "broken" twice.'),
    front('asked: [one, two', 'asked: [one, "`one`"', 'asked: says "one" twice.'),
    front('asked: [one, two', "asked: ['what is one?', two", 'asked: says "what is one?" twice.'),
    front('reply: See [the other](/basics/two/).', 'reply: Because.', 'next.reply: says "Because." twice.'),
    front('packages: [uvicorn]', 'packages: [uvicorn, Uvicorn]', 'packages: says "uvicorn" twice.'),
    front('packages: [uvicorn]', 'buildsOn: [2, 2]', 'buildsOn: says "2" twice.'),
  ],
  'a package that need not be named': [
    front('packages: [uvicorn]', 'packages: [fastapi]', 'packages: names fastapi, which every answer does.'),
    front(
      'packages: [uvicorn]',
      'packages: [Pydantic]',
      'packages: names "Pydantic", which is not in requirements.txt.',
    ),
    front(
      'packages: [uvicorn]',
      'packages: [uvicorn==2.0]',
      'packages: names "uvicorn==2.0", which is not in requirements.txt.',
    ),
  ],
  'an answer before itself': [front('packages: [uvicorn]', 'buildsOn: [1]', 'buildsOn: names itself.')],
  'levels out of order': [
    front(
      '- level: junior\n    hear: Says what it is.',
      '- level: senior\n    hear: Says what it is.',
      'listens: has the levels senior, mid, senior.',
    ),
    front('- level: senior', '- level: junior', 'listens: has the levels junior, mid, junior.'),
    front('- level: mid', '- level: junior', 'listens: has the levels junior, junior, senior.'),
    front(
      '    hear: Says what it is.',
      '    hear: Says what it is.\n  - level: senior\n    hear: Says it first.',
      'listens: has the levels junior, senior, mid, senior.',
    ),
    front(
      '- level: mid',
      '- level: expert',
      'listens.1.level: Invalid option: expected one of "junior"|"mid"|"senior".',
    ),
  ],
  'words for search that nobody types': [
    front(
      'asked: [one,',
      "asked: ['long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long ',",
      'asked.0: must have 100 characters at most.',
    ),
    front('asked: [one,', 'asked: ["one\\ntwo",', 'asked.0: must be one line.'),
    front('tags: [routing]', 'tags: [Routing]', 'tags.0: must be lower-case words joined by "-".'),
    front('tags: [routing]', "tags: ['a b']", 'tags.0: must be lower-case words joined by "-".'),
    front('tags: [routing]', 'tags: [a, b, c, d, e, f, g]', 'tags: Too big: expected array to have <=6 items.'),
    front('tags: [routing]', 'tags: routing', 'tags: Invalid input: expected array, received string.'),
    front(
      'asked: [one, two, three, four, five, six]',
      'asked: [one, two]',
      'asked: Too small: expected array to have >=6 items.',
    ),
  ],
  'a name of two lines': [
    front(title, 'title: "One\\nand all"', 'title: must be one line.'),
    front('ask: Why?', 'ask: "Why\\nso?"', 'next.0.ask: must be one line.'),
    front('title: Release notes', 'title: "Release\\nnotes"', 'sources.0.title: must be one line.'),
    list('topics.yaml', 'term: Another', 'term: "Another\\none"', 'terms.2.term: must be one line.'),
    list('topics.yaml', '[Thing]', '["A\\nthing"]', 'terms.1.also.0: must be one line.'),
  ],
  'a text without an end': [
    front(
      'hear: Says what it is.',
      `hear: ${'word '.repeat(301)}`,
      'listens.0.hear: must have 1500 characters at most.',
    ),
    front(
      'hear: Says what it is.',
      `hear: ${'word'.repeat(376)}`,
      'listens.0.hear: must have 1500 characters at most.',
    ),
    front('ask: Why?', `ask: ${'why '.repeat(40)}?`, 'next.0.ask: must have 150 characters at most.'),
    front('title: Release notes', `title: ${'x'.repeat(121)}`, 'sources.0.title: must have 120 characters at most.'),
    list('topics.yaml', 'term: Another', `term: ${'x'.repeat(101)}`, 'terms.2.term: must have 100 characters at most.'),
    list('changes.yaml', 'Read it again.', 'word '.repeat(301), '1.note: must have 1500 characters at most.'),
  ],
  'a title that is none': [
    front(title, "title: ' '", 'title: must not be empty.'),
    front(
      title,
      'title: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'title: must fit the navigation: 42 characters at most.',
    ),
    front(title, "title: '# One'", 'title: is more than a line of text.'),
    front(title, "title: '- One'", 'title: is more than a line of text.'),
    front(title, "title: '> One'", 'title: is more than a line of text.'),
    front(title, "title: '***'", 'title: must have a word.'),
    front(title, "title: '!'", 'title: must have a word.'),
    front(title, 'title: One<br>', 'title: has raw HTML.'),
  ],
  'a follow-up that cannot be linked': [
    front('ask: Why?', "ask: '???'", 'next.0.ask: must have a word.'),
    front('ask: Why?', "ask: 'Sources?'", 'next.0.ask: has the address #q1-sources, which is taken (the body).'),
    front(
      'ask: Why?',
      "ask: 'How it works?'",
      'next.0.ask: has the address #q1-how-it-works, which is taken (the body).',
    ),
    front('ask: Why?', 'ask: Why', 'next.0.ask: must end with "?".'),
    front('ask: Why?', "ask: 'How?'", 'next.ask: says "How?" twice.'),
  ],
  'an answer that is not there': [
    front('answer: 2', 'answer: 1', 'next.0: names itself.'),
    front('answer: 2', 'answer: 0', 'next.0.answer: Too small: expected number to be >0.'),
    front('answer: 2', 'answer: two', 'next.0.answer: Invalid input: expected number, received string.'),
    front('answer: 2', 'answer: 99', 'next.0: names answer 99, which does not exist.'),
    front('packages: [uvicorn]', 'contrastsWith: [99]', 'contrastsWith: names answer 99, which does not exist.'),
  ],
  'a pitfall that was not run': [
    front(
      'program: wrong.py',
      'program: ../two/wrong.py',
      'pitfalls.0.program: must be the name of a file in the same folder.',
    ),
    front('program: wrong.py', 'program: none.py', 'pitfalls.0: shows "none.py", which is not in its folder.'),
    front('program: wrong.py', 'program: index.mdx', 'pitfalls.0: shows "index.mdx", which is not in its folder.'),
    front('program: wrong.py', "program: ''", 'pitfalls.0.program: must be the name of a file in the same folder.'),
    front('program: wrong.py', 'program: wrong.py\n    region: none', 'pitfalls.0: shows region "none" of wrong.py.'),
    front('program: wrong.py', 'program: wrong.py\n    regions: main', 'pitfalls.0: has unknown keys: regions.'),
    front('steps: [broken]', 'steps: []', 'pitfalls.0.steps: Too small: expected array to have >=1 items.'),
    front('steps: [broken]', 'steps: [nothing]', 'pitfalls.0: shows step "nothing" of wrong.py.'),
    front('steps: [broken]', 'steps: broken', 'pitfalls.0.steps: Invalid input: expected array, received string.'),
    front('    steps: [broken]\n', '', 'pitfalls.0.steps: is missing.'),
  ],
  'a claim in other clothes': [
    body('It is **always** so.', 'claims without a mark (a universal: "always"): It is always so.'),
    body('- It *never* is.', 'claims without a mark (a universal: "never"): It never is.'),
    body(
      '| a | b |\n| --- | --- |\n| it | never is |',
      'claims without a mark (a universal: "never"): it never is.',
      'line 58',
    ),
    body('It takes 3 steps.', 'claims without a mark (a number: "3"): It takes 3 steps.'),
    body('It is NEVER so.', 'claims without a mark (a universal: "NEVER"): It is NEVER so.'),
    body('It [returns](/basics/two/) nothing.', 'claims without a mark (a universal: "nothing"): It returns nothing.'),
  ],
  'words that are not done': [
    body('XXX finish', 'says "XXX".', 'the body'),
    body('Lorem ipsum dolor sit amet.', 'says "Lorem ipsum".', 'the body'),
    front('hear: Says what it is.', 'hear: It is simply so.', 'listens.0.hear: says "simply".'),
    front('ask: How?', 'ask: How is it simply so?', 'next.1.ask: says "simply".'),
    front('title: Release notes', 'title: TODO', 'sources.0.title: says "TODO".'),
  ],
  'files that are not where they belong': [
    does(
      'a file at the top',
      (root) => put(root, 'content/notes.md'),
      'content/notes.md, the file: is read by nobody.',
    ),
    does(
      'a list of a wrong name',
      (root) => put(root, 'content/section.yaml'),
      'content/section.yaml, the file: is read by nobody.',
    ),
    does(
      'an answer at the top',
      (root) => put(root, 'content/index.mdx'),
      'content/index.mdx, the file: is read by nobody.',
    ),
    does(
      'an answer in a chapter',
      (root) => put(root, 'content/basics/index.mdx'),
      'content/basics/index.mdx, the folder: is listed by no section.',
    ),
    does(
      'a folder in an answer',
      (root) => put(root, `${folder}/data/x.txt`),
      `${folder}/data, the file: is not shown.`,
    ),
    does(
      'an empty chapter',
      (root) => mkdirSync(join(root, 'content/more')),
      'content/more, the folder: is listed by no section.',
    ),
    does(
      'an empty answer',
      (root) => mkdirSync(join(root, 'content/basics/more')),
      'content/basics/more, the folder: is listed by no section.',
    ),
    does('an image', (root) => put(root, `${folder}/a.png`), `${folder}/a.png, the file: is not shown.`),
    does(
      'an answer of another ending',
      (root) => put(root, `${folder}/index.md`),
      `${folder}/index.md, the file: is not shown.`,
    ),
  ],
  'files of editors': [
    does('a secret', (root) => put(root, `${folder}/.env`), `${folder}/.env, the file: is not shown.`),
    does('a copy', (root) => put(root, `${folder}/index.mdx~`), `${folder}/index.mdx~, the file: is not shown.`),
    does(
      'a swap file',
      (root) => put(root, `${folder}/.index.mdx.swp`),
      `${folder}/.index.mdx.swp, the file: is not shown.`,
    ),
    does(
      'a rejected patch',
      (root) => put(root, 'content/sections.yaml.rej'),
      'content/sections.yaml.rej, the file: is read by nobody.',
    ),
  ],
  'links of the file system': [
    does(
      'a program',
      (root) => link(root, `${folder}/wrong.py`, 'right.py'),
      `${folder}/wrong.py, the file: is a link.`,
    ),
    does('to nowhere', (root) => link(root, `${folder}/x.py`, 'nowhere'), `${folder}/x.py, the file: is a link.`),
    does('an answer', (root) => link(root, page, '/etc/passwd'), `${page}, the file: is a link.`),
    does('a folder', (root) => link(root, folder, '../../tests'), `${folder}, the file: is a link.`),
    does('a chapter', (root) => link(root, 'content/basics', '../tests'), 'content/basics, the file: is a link.'),
    does(
      'a list',
      (root) => link(root, 'content/faults.yaml', 'questions.yaml'),
      'content/faults.yaml, the file: is a link.',
    ),
  ],
  'folders where files should be': [
    does('an answer', (root) => turn(root, page), `${page}, the file: is a folder.`),
    does('a program', (root) => turn(root, `${folder}/wrong.py`), `${folder}/wrong.py, the file: is a folder.`),
    does('a record', (root) => turn(root, record), `${record}, the file: is a folder.`),
    does('one more', (root) => put(root, `${folder}/drafts/a.py`), `${folder}/drafts, the file: is a folder.`),
    does('a list', (root) => turn(root, 'content/sections.yaml'), 'content/sections.yaml, the file: is a folder.'),
    does('the lock', (root) => turn(root, 'requirements.txt'), 'requirements.txt, the file: is a folder.'),
  ],
  'what everything rests on is gone': [
    ...['phrasings.yaml', 'errors.yaml', 'glossary.yaml', 'run.yaml', 'home.yaml', 'topics.yaml'].map((name) =>
      does(name, (root) => rmSync(join(root, 'content', name)), `content/${name}, the file: is missing.`),
    ),
    ...[
      'sections.yaml',
      'questions.yaml',
      'faults.yaml',
      'forwards.yaml',
      'changes.yaml',
      'deck.yaml',
      'permalinks.txt',
    ].map((name) =>
      does(name, (root) => rmSync(join(root, 'content', name)), `content/${name}, the file: is missing.`),
    ),
    ...['requirements.txt', '.python-version'].map((name) =>
      does(name, (root) => rmSync(join(root, name)), `${name}, the file: is missing.`),
    ),
    does(
      'the content',
      (root) => rmSync(join(root, 'content'), { recursive: true }),
      'content/sections.yaml, the file: is missing.',
    ),
    does(
      'the tests',
      (root) => rmSync(join(root, 'tests'), { recursive: true }),
      `${page}, listens.1.hear: leads to the test "it_holds"`,
    ),
    does('an empty lock', (root) => put(root, 'requirements.txt', ''), `${page}, packages: names "uvicorn"`),
  ],
  'files that are too much': [
    does(
      'a large program',
      (root) => put(root, `${folder}/wrong.py`, '#'.repeat(300_000)),
      `${folder}/wrong.py, the file: has 300000 bytes.`,
    ),
    does(
      'bytes',
      (root) => put(root, `${folder}/wrong.py`, '\0\0'),
      `${folder}/wrong.py, line 1: has the character U+0000`,
    ),
    does(
      'no text',
      (root) => writeFileSync(join(root, `${folder}/wrong.py`), Buffer.from([0xff])),
      `${folder}/wrong.py, the file: is not UTF-8.`,
    ),
  ],
  'names that differ in case': [
    does(
      'an answer',
      (root) => renameSync(join(root, page), join(root, `${folder}/Index.mdx`)),
      `${page}, the file: is missing.`,
    ),
    does(
      'a folder',
      (root) => renameSync(join(root, folder), join(root, 'content/basics/One')),
      'content/sections.yaml, questions: lists basics/one',
    ),
  ],
  'edits of several files': [
    {
      what: 'two answers, each to be read before the other',
      changes: {
        [page]: (text) => text.replace('packages:', 'buildsOn: [2]\npackages:'),
        'content/basics/two/index.mdx': (text) => text.replace('sources:', 'buildsOn: [1]\nsources:'),
      },
      fault: `${page}, buildsOn: leads back to this answer.`,
    },
    {
      what: 'one path for two numbers',
      changes: { 'content/questions.yaml': (text) => text.replace('basics/two', 'basics/one') },
      fault: 'content/basics/two/index.mdx, number: 2 is that of basics/one.',
    },
    {
      what: 'a number that is forgotten',
      changes: { 'content/questions.yaml': (text) => text.replace(/2:[\s\S]*/, '') },
      fault: 'content/basics/two/index.mdx, number: 2 is not in questions.yaml.',
    },
    {
      what: 'numbers that were swapped',
      changes: {
        [page]: (text) => text.replace('number: 1', 'number: 2').replace('answer: 2', 'answer: 1'),
        'content/basics/two/index.mdx': (text) =>
          text.replace('number: 2', 'number: 1').replace('answer: 1', 'answer: 2'),
      },
      fault: `${page}, number: 2 is that of basics/two.`,
    },
    {
      what: 'a title of another answer',
      changes: { 'content/basics/two/index.mdx': (text) => text.replace('title: Two', 'title: One') },
      fault: 'content/basics/two/index.mdx, title: "One" is that of basics/one too.',
    },
    {
      what: 'a step recorded and never shown',
      changes: { [page]: (text) => text.replace('region="main"', 'region="main" steps={[]}') },
      fault: `${record}, seen: is recorded but not shown.`,
    },
  ],
};
