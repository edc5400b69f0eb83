/** Content of any size for the growth bench: the real content, again and again, with other numbers, addresses, titles and words. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { pickBy } from '../support/random.ts';

interface Section {
  id: string;
  title: string;
  questions: string[];
}
const sections = parse(readFileSync('content/sections.yaml', 'utf8')) as Section[];
/** Where the tests stand that answers lead to. */
const tests = 'tests/examples';
const real = sections.flatMap(({ questions }) => questions).length;
const syllables = 'ba ce di fo gu la me ni po ru sa te vi zo'.split(' ');
/** A long word of running text, in prose, strings or comments: no key, name or statement. */
const word = /(?<=[a-z,;] )(?!(?:import|lambda|return) )[a-z]{6,}(?=[ ,.])/g;

/** Replaces one long word in `share` by a made-up one of about its length; the same for the same seed. */
function reword(text: string, share: number, seed: number): string {
  const pick = pickBy(seed);
  const chances = Array.from({ length: share }, (_, chance) => chance);
  const made = (found: string) => found.replace(/../g, () => pick(syllables));
  return text.replace(/^(?!\s*(?:steps|packages|question|title):).*$/gm, (line) =>
    line.replace(word, (found) => (pick(chances) === 0 ? made(found) : found)),
  );
}

/** A made-up word that no other copy has. */
function nameOf(copy: number): string {
  let name = '';
  for (let rest = copy + 196; rest > 0; rest = Math.floor(rest / 14)) name += syllables[rest % 14];
  return name;
}

/** A question or a title of the copy: the original's, about something of its own. */
function retitle(text: string, copy: number, most = Number.POSITIVE_INFINITY): string {
  const [, body = '', end = ''] = /^(.*?)([?.]?)$/.exec(text)!;
  const name = nameOf(copy);
  // No more characters than fit the navigation.
  return `${body.length + name.length + 4 > most ? body.slice(0, most - name.length - 4).replace(/\W*\s\S*$/, '') : body} in ${name}${end}`;
}

/** The line `key: value` of the front matter for the copy. */
const renamed = (key: string, copy: number, most?: number) => (line: string) =>
  `${key}: ${JSON.stringify(retitle(parse(line)[key], copy, most))}`;

/** Moves what a question says of itself and of others into its copy: numbers, titles, links between answers, addresses. */
const renumber = (text: string, copy: number) =>
  text
    .replace(/^question:.*$/m, renamed('question', copy))
    .replace(/^title:.*$/m, renamed('title', copy, 42))
    .replace(/^(number|buildsOn|contrastsWith| {4}answer):.*$/gm, (line) =>
      line.replace(/\d+/g, (number) => String(Number(number) + copy * real)),
    )
    .replace(/\]\(\/([a-z]+)\//g, `](/$1-${copy + 1}/`)
    .replace(/#q(\d+)-/g, (_, number) => `#q${Number(number) + copy * real}-`);

/** A list by number, for the originals and their copies. */
function multiplied<Value>(file: string, count: number, copied: (value: Value, copy: number) => Value) {
  const all = Object.entries(parse(readFileSync(join('content', file), 'utf8')) as { [number: string]: Value });
  return Object.fromEntries(
    Array.from({ length: Math.ceil(count / real) }, (_, copy) =>
      all.map(([number, value]) => [Number(number) + copy * real, copy === 0 ? value : copied(value, copy)] as const),
    ).flat(),
  );
}

/** Writes `count` questions with their programs and records into the folder `content`, and the tests they lead to beside it. */
export function generate(content: string, count: number): void {
  const all: Section[] = [];
  let seed = 0;
  for (let copy = 0; copy < Math.ceil(count / real); copy += 1) {
    for (const section of sections) {
      const id = copy === 0 ? section.id : `${section.id}-${copy + 1}`;
      all.push(copy === 0 ? section : { ...section, id, title: retitle(section.title, copy, 40) });
      cpSync(join('content', section.id), join(content, id), { recursive: true });
      if (copy === 0) continue;
      cpSync(join(tests, section.id), join(content, '..', tests, id), { recursive: true });
      const files = readdirSync(join(content, id), { recursive: true, encoding: 'utf8' }).sort();
      for (const file of files.filter((name) => /\.(mdx|py|json)$/.test(name)).map((name) => join(content, id, name))) {
        const text = readFileSync(file, 'utf8');
        seed += 1;
        // Programs have few words: more of them change, so that hardly any two programs are the same.
        const isAnswer = file.endsWith('.mdx');
        writeFileSync(file, isAnswer ? reword(renumber(text, copy), 8, seed) : reword(text, 2, seed));
      }
    }
  }
  const write = (file: string, value: unknown) => writeFileSync(join(content, file), stringify(value));
  write('sections.yaml', all);
  write(
    'questions.yaml',
    multiplied<{ path: string; question: string }>('questions.yaml', count, ({ path, question }, copy) => ({
      path: path.replace('/', `-${copy + 1}/`),
      question: retitle(question, copy),
    })),
  );
  write(
    'faults.yaml',
    multiplied('faults.yaml', count, (claims) => claims),
  );
  // A copy is taught by the first lines of the original, about its own subject.
  const taught = (lines: string, copy: number) =>
    lines
      .split('\n')
      .filter(Boolean)
      .slice(0, 20)
      .map((line) => `${line} ${nameOf(copy)}`)
      .join('\n');
  write('phrasings.yaml', multiplied('phrasings.yaml', count, taught));
  // The other lists speak of the originals alone.
  for (const file of readdirSync('content').filter((name) => /\.\w+$/.test(name))) {
    if (!existsSync(join(content, file))) cpSync(join('content', file), join(content, file));
  }
}
