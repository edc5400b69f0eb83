/** Content of any size for the growth bench: the real content, again and again, with other numbers, addresses and words. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { pickBy } from '../support/random.ts';

interface Section {
  id: string;
  questions: string[];
}
const sections = parse(readFileSync('content/sections.yaml', 'utf8')) as Section[];
const real = sections.flatMap(({ questions }) => questions).length;
const syllables = 'ba ce di fo gu la me ni po ru sa te vi zo'.split(' ');
/** A long word of running text, in prose, strings or comments: no key, name or statement. */
const word = /(?<=[a-z,;] )(?!(?:import|lambda|return) )[a-z]{6,}(?=[ ,.])/g;

/** Replaces one long word in `share` by a made-up one of about its length; the same for the same seed. */
function reword(text: string, share: number, seed: number): string {
  const pick = pickBy(seed);
  const chances = Array.from({ length: share }, (_, chance) => chance);
  const made = (found: string) => found.replace(/../g, () => pick(syllables));
  return text.replace(/^(?!\s*(?:steps|packages):).*$/gm, (line) =>
    line.replace(word, (found) => (pick(chances) === 0 ? made(found) : found)),
  );
}

/** Moves what a question says of itself and of others into its copy: numbers, links between answers, addresses. */
const renumber = (text: string, copy: number) =>
  text
    .replace(/^(number|buildsOn|contrastsWith| {4}answer):.*$/gm, (line) =>
      line.replace(/\d+/g, (number) => String(Number(number) + copy * real)),
    )
    .replace(/\]\(\/([a-z]+)\//g, `](/$1-${copy + 1}/`);

/** Writes `count` questions with their programs and records into the folder `content`. */
export function generate(content: string, count: number): void {
  const all: Section[] = [];
  let seed = 0;
  for (let copy = 0; copy < Math.ceil(count / real); copy += 1) {
    for (const section of sections) {
      const id = copy === 0 ? section.id : `${section.id}-${copy + 1}`;
      all.push({ ...section, id });
      cpSync(join('content', section.id), join(content, id), { recursive: true });
      if (copy === 0) continue;
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
  writeFileSync(join(content, 'sections.yaml'), stringify(all));
  for (const file of ['forwards.yaml', 'changes.yaml']) cpSync(join('content', file), join(content, file));
}
