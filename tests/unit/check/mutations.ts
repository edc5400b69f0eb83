import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pick } from '../../support/random.ts';

/** What can go wrong in a copy of content/: does it to the copy and gives the path that a fault must name. */
export type Mutation = (content: string, pick: Pick) => string;

const answers = (content: string) =>
  readdirSync(content, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/]+\/[^/]+\/index\.mdx$/.test(path))
    .sort();
const edit = (content: string, file: string, change: (text: string) => string) => {
  const text = readFileSync(join(content, file), 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`the mutation does not change ${file}`);
  writeFileSync(join(content, file), changed);
  return file;
};
/** A mutation of the text of some answer. */
const ofAnswer =
  (change: (text: string, pick: Pick) => string): Mutation =>
  (content, pick) =>
    edit(content, pick(answers(content)), (text) => change(text, pick));
/** A mutation that adds a line to the body of some answer. */
const addLine = (...lines: string[]) =>
  ofAnswer((text, pick) => text.replace('## Example\n', `## Example\n\n${pick(lines)}\n`));
const filesOf = (content: string, answer: string, ending: string) =>
  readdirSync(join(content, answer, '..'))
    .filter((file) => file.endsWith(ending))
    .map((file) => join(answer, '..', file));

const required = [
  'number',
  'question',
  'title',
  'level',
  'tags',
  'asked',
  'say',
  'listens',
  'pitfalls',
  'corrections',
  'next',
  'sources',
];
/** The lines of a top-level key, the key's own first. */
const keyLines = (key: string) => new RegExp(`^${key}:.*\\n(?:[ -].*\\n|\\n(?= ))*`, 'm');

/** Mutations that must be refused, by kind. */
export const refused: { [kind: string]: Mutation } = {
  'a missing key': ofAnswer((text, pick) => text.replace(keyLines(pick(required)), '')),
  'an empty key': ofAnswer((text, pick) => {
    const key = pick(required);
    return text.replace(keyLines(key), `${key}:\n`);
  }),
  'an unknown key': ofAnswer((text, pick) =>
    text.replace('---\n', `---\n${pick(['lvl', 'author', 'Title', 'sey'])}: x\n`),
  ),
  'a mistyped value': ofAnswer((text, pick) =>
    text.replace(/^(number|title|tags): .*$/m, (_, key) => `${key}: ${pick(['{}', 'true', '[[1]]'])}`),
  ),
  'a wrong level': ofAnswer((text, pick) =>
    text.replace(/^level: .*$/m, `level: ${pick(['expert', 'Senior', 'middle', '3'])}`),
  ),
  'a spoken answer of the wrong length': ofAnswer((text, pick) =>
    text.replace(keyLines('say'), `say: ${pick(['Yes.', 'word '.repeat(120)])}\n`),
  ),
  'a question without its mark': ofAnswer((text) => text.replace(/^question: .*$/m, 'question: What is this')),
  'a source that is not https': ofAnswer((text, pick) =>
    text.replace(/url: https:\/\//, `url: ${pick(['http://', 'ftp://', ''])}`),
  ),
  'a duplicate number': (content, pick) => {
    const [one, two] = [pick(answers(content).slice(0, 20)), pick(answers(content).slice(20))];
    const number = /^number: .*$/m.exec(readFileSync(join(content, one), 'utf8'))![0];
    return edit(content, two, (text) => text.replace(/^number: .*$/m, number));
  },
  'a follow-up to no answer': ofAnswer((text, pick) =>
    text.replace(
      /^next:\n( +)- ask/m,
      (_, indent) => `next:\n${indent}- answer: ${pick([0.5, 77, 400])}\n${indent}  ask`,
    ),
  ),
  'broken YAML': ofAnswer((text, pick) =>
    text.replace(
      '---\n',
      `---\n${pick(['tags: [a', 'say: "open', '\ttitle: x', 'a: b: c', '- x', '&', 'x: *none'])}\n`,
    ),
  ),
  'a key given twice': ofAnswer((text, pick) =>
    text.replace('---\n', `---\n${pick(['number: 1', 'title: Twice', 'level: mid'])}\n`),
  ),
  'no front matter': ofAnswer((text, pick) => pick([text.slice(4), text.replace(/^---\n[\s\S]*?\n---\n/, ''), ''])),
  'broken MDX': addLine(
    '<Program file="a.py"',
    '<Record file="a.py" steps={["a"] />',
    '</Program>',
    'text <Program> text',
  ),
  'an expression': addLine('{1 + 1}', 'Say {name}.', 'An open { brace', 'a closing } brace'),
  'a code fence': addLine('```python\nprint(1)\n```', '```', '~~~\nx\n~~~'),
  'an import': addLine('import x from "./x"', 'export const a = 1'),
  'raw HTML': addLine(
    '<script>alert(1)</script>',
    '<b>bold</b>',
    '<!-- hidden -->',
    '<img src="x" onerror="x()" />',
    '<iframe src="https://example.com"></iframe>',
  ),
  'raw HTML in the front matter': ofAnswer((text, pick) =>
    text.replace(/^title: .*$/m, `title: ${pick(['<script>1</script>', 'a <b>b</b>', '<img src=x>'])}`),
  ),
  'an unknown component': addLine('<Chart data="x" />', '<Programm file="a.py" />'),
  'another heading': addLine('## Pitfalls', '# Title', '## Sources'),
  'a missing heading': ofAnswer((text, pick) => text.replace(`## ${pick(['Example', 'How it works'])}\n`, '')),
  'a dead link in the body': addLine(
    'See [this](/dependencies/nothing/).',
    '[x](/nowhere/)',
    '[y](dependency-scopes)',
    '[z](javascript:alert(1))',
    '[e]()',
  ),
  'a dead link in the front matter': ofAnswer((text, pick) =>
    text.replace(/^title: .*$/m, `title: '[a](${pick(['/x/', '/routing/x/', 'http://x.org', '//x'])})'`),
  ),
  'a program that is not there': ofAnswer((text, pick) =>
    text.replace(/<Program file="[^"]*"/, `<Program file="${pick(['none.py', '', 'index', 'Orders.PY'])}"`),
  ),
  'a path out of the folder': ofAnswer((text, pick) =>
    text.replace(
      /<Program file="[^"]*"/,
      `<Program file="${pick(['../../sections.yaml', '/etc/passwd', './index.mdx', '..', '../../../package.json'])}"`,
    ),
  ),
  'a region that is not there': ofAnswer((text) =>
    text.replace(/<Program file="[^"]*"/, (tag) => `${tag} region="nowhere"`),
  ),
  'a step that is not there': ofAnswer((text, pick) =>
    text.replace(
      /^( +)steps:(?: \[.*\]|(?:\n\1 *- .*)+)$/m,
      (_, indent) => `${indent}steps: [${pick(['never-recorded', 'x', 'ran-2'])}]`,
    ),
  ),
  'a program deleted': (content, pick) => {
    const answer = pick(answers(content));
    const file = /<Program file="([^"]+)"/.exec(readFileSync(join(content, answer), 'utf8'))![1]!;
    rmSync(join(content, answer, '..', file));
    return answer;
  },
  'a record that is not JSON': (content, pick) => {
    const answer = pick(answers(content));
    return edit(content, pick(filesOf(content, answer, '.record.json')), (text) =>
      pick([text.slice(0, -9), '', `${text}x`]),
    );
  },
  'a record of another form': (content, pick) => {
    const answer = pick(answers(content));
    return edit(content, pick(filesOf(content, answer, '.record.json')), (text) =>
      pick([text.replace('"kind": "', '"kind": "x'), text.replace('"steps"', '"step"'), '[]']),
    );
  },
  'a forged step': (content, pick) => {
    const answer = pick(answers(content));
    return edit(content, pick(filesOf(content, answer, '.record.json')), (text) => {
      const { steps } = JSON.parse(text) as { steps: object[] };
      return JSON.stringify({ steps: [{ ...pick(steps), note: 'This never happened.' }, ...steps] });
    });
  },
  'bytes that are not UTF-8': (content, pick) => {
    const answer = pick(answers(content));
    writeFileSync(
      join(content, answer),
      Buffer.concat([
        readFileSync(join(content, answer)),
        Buffer.from(pick([[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80]])),
      ]),
    );
    return answer;
  },
  'a huge file': ofAnswer((text, pick) => text + 'word '.repeat(pick([100_000, 200_000]))),
  'a link instead of a file': (content, pick) => {
    const answer = pick(answers(content));
    rmSync(join(content, answer));
    symlinkSync(pick(['/etc/passwd', '../../sections.yaml']), join(content, answer));
    return answer;
  },
  'an answer deleted': (content, pick) => {
    const answer = pick(answers(content));
    rmSync(join(content, answer, '..'), { recursive: true });
    return 'sections.yaml';
  },
  'an answer renamed': (content, pick) => {
    const folder = join(pick(answers(content)), '..');
    renameSync(join(content, folder), join(content, `${folder}-2`));
    return 'sections.yaml';
  },
  'an answer that no section lists': (content) =>
    edit(content, 'sections.yaml', (text) => text.replace('    - dependency-scopes\n', '')) &&
    'dependencies/dependency-scopes',
  'a section with a wrong list': (content, pick) =>
    edit(content, 'sections.yaml', (text) =>
      text.replace(
        '    - asgi\n',
        pick(['    - asgi\n    - asgi\n', '    - asgi\n    - nothing\n', '    - ASGI!\n', '    asgi\n']),
      ),
    ),
  'sections of another form': (content, pick) =>
    edit(content, 'sections.yaml', (text) =>
      pick(['', '[]', 'x', `${text}- id: more\n`, text.replace('icon:', 'ikon:')]),
    ),
  'a forward to nowhere': (content, pick) => {
    writeFileSync(
      join(content, 'forwards.yaml'),
      `pages: { ${pick(['/a/: /b/', '/routing/: /testing/', '/a/: /routing/path-parameters/', 'a: b'])} }\nfragments: {}\n`,
    );
    return 'forwards.yaml';
  },
};

/** Mutations that change nothing that a reader sees: they must be accepted. */
export const accepted: { [kind: string]: Mutation } = {
  'lines that end in CR LF': ofAnswer((text) => text.replace(/\n/g, '\r\n')),
  'more white space': ofAnswer((text) => text.replace(/\n## /g, '\n\n\n## ').replace(/$/, '\n\n')),
  'a byte order mark': ofAnswer((text) => `\uFEFF${text}`),
  'another order of keys': ofAnswer((text) => text.replace(/^(number: .*\n)(question: .*\n)/m, '$2$1')),
};
