import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'playwright/test';
import type { Dataset } from '../../src/study/dataset.ts';
import { readAnswers } from '../support/answers.ts';
import { program } from '../tools/venv.ts';
import { pages } from './pages.ts';

const origin = 'https://fastapi-answers.example';
const answers = readAnswers();
const read = (file: string) => readFileSync(`dist/${file}`, 'utf8');

/** The links of a text into the site that lead nowhere. */
const deadIn = (text: string) =>
  [...new Set(text.match(new RegExp(`${origin}/[^\\s)"\`]*`, 'g')))].filter((address) => {
    const [path = '', id] = address.slice(origin.length).split('#');
    const page = pages.get(path);
    return page ? id !== undefined && !page.ids.has(id) : !existsSync(`dist${path}`);
  });

test('each answer is there as Markdown, which its page names, and whose links lead somewhere', () => {
  for (const { id, data } of answers) {
    const text = read(`${id}.md`);
    expect(text, id).toContain(`\n# ${data.question}\n`);
    expect(text, id).not.toMatch(/\]\((proof|source):|\]\(\/|^<[A-Z]/m);
    expect(deadIn(text), id).toEqual([]);
    const { root } = pages.get(`/${id}/`)!;
    expect(root.querySelector('link[type="text/markdown"]')!.getAttribute('href')).toBe(`/${id}.md`);
    expect(root.querySelectorAll('.edit a').map((node) => node.getAttribute('href'))).toEqual(
      expect.arrayContaining([`/${id}.md`, `/programs/${id}.zip`]),
    );
  }
});

test('language models find each answer, alone and all in one', () => {
  const short = read('llms.txt');
  const full = read('llms-full.txt');
  for (const { id } of answers) {
    expect(short).toContain(`(${origin}/${id}.md)`);
    expect(full).toContain(read(`${id}.md`));
  }
  expect(deadIn(short)).toEqual([]);
});

test('the data of all answers are what their schema says', () => {
  const schema = JSON.parse(read('answers.schema.json'));
  const data: Dataset = JSON.parse(read('answers.json'));
  const ajv = new Ajv2020({ allErrors: true, formats: { uri: /^https:\/\//, date: /^\d{4}-\d\d-\d\d$/ } });
  const valid = ajv.compile(schema);
  expect(valid(data), ajv.errorsText(valid.errors)).toBe(true);
  expect(valid({ ...data, version: 2 })).toBe(false);
  expect(data.$schema).toBe(schema.$id);
  expect(data.answers.map(({ id }) => id)).toEqual(answers.map(({ id }) => id));
  expect(deadIn(JSON.stringify(data))).toEqual([]);
  const seventh = data.answers.find(({ number }) => number === 7)!;
  expect(seventh.url).toBe(`${origin}/routing/path-parameters/`);
  expect(seventh.programs.find(({ file }) => file === 'by_hand.py')!.records).toEqual([
    {
      step: 'by-hand',
      title: 'GET /readers/x',
      status: '500 Internal Server Error',
      messages: [{ from: 'received', text: 'Internal Server Error' }],
    },
  ]);
});

/** Reads scripts as `uv run` does: prints, for each, the modules that nothing among its dependencies or beside it brings. */
const lacking = `
import ast, json, re, sys, tomllib
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path
norm = lambda name: re.sub(r"[-_.]+", "-", name).lower()
homes = packages_distributions()

def closure(line):
    name, extras = re.match(r"([\\w.-]+)(?:\\[(.*?)\\])?", line).groups()
    yield norm(name)
    for need in requires(name) or []:
        extra = re.search(r"extra == ['\\"](.+?)['\\"]", need)
        if extra is None or extra[1] in (extras or "").split(","):
            yield norm(re.match(r"[\\w.-]+", need)[0])

found = {}
for path in sorted(Path("dist/programs").rglob("*.py")):
    text = path.read_text()
    tree = ast.parse(text)
    block = re.search(r"(?m)^# /// script$\\s(?P<content>(^#(| .*)$\\s)+)^# ///$", text)
    lines = block["content"].splitlines(keepends=True)
    data = tomllib.loads("".join(line[2:] if line.startswith("# ") else line[1:] for line in lines))
    wrong = []
    for line in data["dependencies"]:
        name, pin = re.match(r"([\\w.-]+)(?:\\[.*\\])?==(.+)", line).groups()
        if version(name) != pin:
            wrong.append(line)
    have = {one for line in data["dependencies"] for one in closure(line)}
    names = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    names += [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    for name in {one.split(".")[0] for one in names} - set(sys.stdlib_module_names):
        beside = (path.parent / f"{name}.py").exists() and f"{name}.py" in text
        if not beside and not have & {norm(home) for home in homes.get(name, [])}:
            wrong.append(name)
    if wrong:
        found[str(path)] = wrong
print(json.dumps(found))
`;

test('each program is a script that names all it imports at the pins, and each answer has its programs in a zip', () => {
  expect(JSON.parse(execFileSync(program('python'), ['-c', lacking], { encoding: 'utf8' }))).toEqual({});
  for (const { id } of answers) {
    const files = readdirSync(`dist/programs/${id}`).filter((file) => !/\.(br|gz)$/.test(file));
    const slug = id.split('/')[1]!;
    const zip = unzipSync(readFileSync(`dist/programs/${id}.zip`));
    expect(Object.keys(zip).sort(), id).toEqual(files.map((file) => `${slug}/${file}`).sort());
    for (const file of files) expect(strFromU8(zip[`${slug}/${file}`]!)).toBe(read(`programs/${id}/${file}`));
  }
});
