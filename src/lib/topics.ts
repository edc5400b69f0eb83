import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { shownIn } from './body.ts';
import type { Answer } from './collections.ts';
import { identifiersIn } from './identifiers.ts';
import { type Place, placesOf } from './places.ts';
import { readProgram } from './programs.ts';
import { type TopicsData, topicsSchema } from './schemas.ts';
import { plainText, slugify } from './text.ts';

/** A term of the index. */
export interface Topic {
  /** Its fragment, for good. */
  id: string;
  /** The term, as a line of Markdown. */
  term: string;
  /** Where it is explained, the best place first. */
  links: TopicLink[];
  /** The term that stands for it, where it is another word for one. */
  see?: { id: string; term: string };
  /** What there is to say where no answer holds it, and the source of that. */
  say?: string | undefined;
  source?: TopicsData['terms'][number]['source'] | undefined;
}

/** A link from a term to an answer or to a part of it. */
export interface TopicLink {
  number: number;
  /** The heading there, or the answer's short title, as a line of Markdown. */
  name: string;
  url: string;
}

/** Answers that a name leads to: where more speak of it, those that it is about. */
const mostAnswers = 5;

/** content/topics.yaml. */
export const readTopics = (): TopicsData => topicsSchema.parse(parse(readFileSync('content/topics.yaml', 'utf8')));

/** The fragment of a term. */
export const topicId = (term: string): string => slugify(plainText(term));

/**
 * The index of `answers`, A to Z: the terms of `listed`, the answers' tags, and the names of libraries that their programs use and
 * their texts speak of. Where two of them have one fragment they are one term, written as `listed` or else the programs have it.
 */
export function topicsOf(answers: Answer[], { terms, without }: TopicsData): Topic[] {
  const topics = new Map<string, Topic>();
  const open = (term: string) => {
    const id = topicId(term);
    return topics.get(id) ?? topics.set(id, { id, term, links: [] }).get(id)!;
  };
  const placed = new Map(answers.map((answer) => [answer, placesOf(answer.data, answer.entry.body ?? '')]));
  const byNumber = new Map(answers.map((answer) => [answer.number, answer]));
  const byTag = new Map<string, string>();
  for (const { term, also, tags, places, say, source } of terms) {
    const topic = Object.assign(open(term), say && { say, source });
    for (const tag of tags) byTag.set(tag, term);
    for (const wanted of places) {
      const answer = byNumber.get(Number(/^q?(\d+)/.exec(String(wanted))?.[1]));
      const place =
        answer && placed.get(answer)?.find(({ id }) => id === (wanted === answer.number ? undefined : wanted));
      // src/check says which; a build has passed it.
      if (!place) throw new Error(`content/topics.yaml: "${term}" leads to ${wanted}, which is not there.`);
      topic.links.push(linkTo(answer, place));
    }
    for (const other of also) open(other).see = { id: topic.id, term };
  }
  for (const [name, links] of namesIn(placed)) {
    if (without.includes(name)) continue;
    addLinks(open(`\`${name}\``), links);
  }
  for (const answer of answers) {
    for (const tag of answer.data.tags.filter((one) => !without.includes(one))) {
      addLinks(open(byTag.get(tag) ?? titleOf(tag)), [linkTo(answer, whole)]);
    }
  }
  return [...topics.values()].sort((a, b) => compare(a.term, b.term));
}

const titleOf = (tag: string) => tag[0]!.toUpperCase() + tag.slice(1).replaceAll('-', ' ');
const whole: Place = { id: undefined, code: [] };

function linkTo({ number, url, data }: Answer, { id, name }: Place): TopicLink {
  return { number, name: name ?? data.title, url: id ? `${url}#${id}` : url };
}

/** Adds the links to answers that a term does not lead to yet; another word for a term leads there alone. */
function addLinks(topic: Topic, links: TopicLink[]): void {
  if (topic.see) return;
  const known = new Set(topic.links.map(({ number }) => number));
  topic.links.push(...links.filter(({ number }) => !known.has(number)));
}

/** The names that programs use and texts speak of, each with the best place of each answer. */
function namesIn(placed: Map<Answer, Place[]>): Map<string, TopicLink[]> {
  const found = new Map<string, { link: TopicLink; isAbout: boolean }[]>();
  for (const [answer, places] of placed) {
    const { id, data, entry } = answer;
    const files = new Set(
      [...shownIn(entry.body ?? ''), ...data.pitfalls.map(({ program }) => ({ file: program }))].map(
        ({ file }) => file,
      ),
    );
    const code = [...files].map((file) => readProgram(id, file).code).join('\n');
    for (const [name, [best]] of identifiersIn(code, places)) {
      if (!best) continue;
      const all = found.get(name) ?? found.set(name, []).get(name)!;
      all.push({ link: linkTo(answer, best), isAbout: best.id === undefined || best.name !== undefined });
    }
  }
  return new Map(
    [...found].map(([name, all]) => {
      const about = all.filter(({ isAbout }) => isAbout);
      const few = all.length > mostAnswers && about.length > 0 ? about : all;
      return [name, few.slice(0, mostAnswers).map(({ link }) => link)];
    }),
  );
}

const sortKey = (term: string) =>
  plainText(term)
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .toLowerCase();
const compare = (a: string, b: string) => sortKey(a).localeCompare(sortKey(b), 'en');

/** The letter under which a term stands; `0–9` for what begins with a digit. */
export function letterOf(term: string): string {
  const first = sortKey(term).normalize('NFD').charAt(0).toUpperCase();
  return /[A-Z]/.test(first) ? first : '0–9';
}

/** The terms by letter, in the alphabet's order. */
export const byLetter = (topics: Topic[]): [letter: string, topics: Topic[]][] => [
  ...Map.groupBy(topics, ({ term }) => letterOf(term)),
];
