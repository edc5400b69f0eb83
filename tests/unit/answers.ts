import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The parts of the front matter that the editorial checks read; the schema in src/content.config.ts is the contract. */
interface FrontMatter {
  number: number;
  question: string;
  say: string;
  asked: string[];
  listens: { hear: string }[];
  pitfalls: { write: string; happens: string; instead: string; program: string; region?: string; steps: string[] }[];
  corrections: { said: string; truth: string; claims?: number[] }[];
  handled?: { [claim: string]: string };
  next: { ask: string; reply: string; answer?: number }[];
  buildsOn?: number[];
  contrastsWith?: number[];
  sources: { title: string; url: string; about: string }[];
}

/** An answer as its files have it: front matter, MDX body, and the names of the files beside it. */
export interface Answer {
  /** `section/question` */
  id: string;
  data: FrontMatter;
  body: string;
  files: string[];
}

/** All answers in content/, by their folder's name. */
export const answers: Answer[] = readdirSync('content', { recursive: true, encoding: 'utf8' })
  .filter((path) => /^[^/]+\/[^/]+\/index\.mdx$/.test(path))
  .sort()
  .map((path) => {
    const [, front = '', body = ''] =
      /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(`content/${path}`, 'utf8')) ?? [];
    const id = path.replace('/index.mdx', '');
    return { id, data: parse(front) as FrontMatter, body, files: readdirSync(`content/${id}`) };
  });

/** The text between the heading `## title` and the next one of that level. */
export const partOf = (answer: Answer, title: string): string =>
  new RegExp(`^## ${title}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(answer.body)?.[1] ?? '';
