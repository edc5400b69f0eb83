import { splitFrontMatter } from '../lib/front-matter.ts';
import { placesOf } from '../lib/places.ts';
import { type AnswerData, topicsSchema } from '../lib/schemas.ts';
import { topicId } from '../lib/topics.ts';
import { checkLine, isPublic } from './line.ts';
import { nearest } from './near.ts';
import type { Report } from './report.ts';

const file = 'topics.yaml';
/** Ids that every page has. */
const taken = ['content', 'status'];

/** Checks the index: each term once, each place there, each sentence with a source that anybody can open. */
export function checkTopics(report: Report, answers: Map<string, AnswerData>): void {
  const topics = report.read(file, topicsSchema);
  if (!topics) return;
  const places = fragmentsOf(report, answers);
  const numbers = new Set([...answers.values()].map(({ number }) => number));
  const tags = new Set([...answers.values()].flatMap((data) => data.tags));
  const owners = new Map<string, string>();
  for (const { term, also, tags: own, places: wanted, say, source } of topics.terms) {
    for (const name of [term, ...also]) {
      checkTerm(report, term, name, owners);
      checkLine(report, file, term, name);
    }
    for (const place of wanted) {
      if (!places || (typeof place === 'number' ? numbers.has(place) : places.has(place))) continue;
      const of = String(place).split('-')[0];
      const near = nearest(
        String(place),
        [...places].filter((one) => one.split('-')[0] === of),
      );
      const remedy =
        near.length > 0 ? `Near to it: ${near.join(', ')}.` : 'Name an answer by its number, or a part of one.';
      report.add(file, term, `leads to ${place}, which is not there`, remedy);
    }
    for (const tag of own.filter((one) => !tags.has(one))) {
      const remedy = `Near to it: ${nearest(tag, [...tags]).join(', ')}.`;
      report.add(file, term, `has the answers with the tag "${tag}", which no answer has`, remedy);
    }
    if (say) checkLine(report, file, term, say);
    if (source && !isPublic(source.url)) {
      report.add(file, term, `cites ${source.url}`, 'Cite an address of the public web, by https.');
    }
    const leads = wanted.length > 0 || say || own.length > 0 || [...tags].some((tag) => topicId(tag) === topicId(term));
    // A name that programs use needs no place here: it has those of the texts that explain it.
    if (!leads && !term.startsWith('`')) {
      report.add(file, term, 'leads nowhere', 'Give it places, or a sentence (say) and its source.');
    }
  }
}

function checkTerm(report: Report, term: string, name: string, owners: Map<string, string>): void {
  const id = topicId(name);
  const owner = owners.get(id);
  if (owner !== undefined) report.add(file, term, `has "${name}", which "${owner}" has too`, 'Name each term once.');
  if (taken.includes(id) || id === '' || id.startsWith('letter-')) {
    report.add(file, term, `has "${name}", whose fragment would be #${id}`, 'Give it other words.');
  }
  owners.set(id, term);
}

/** The fragments of all answers that a term may lead to; undefined while a body is no MDX, whose own fault says enough. */
function fragmentsOf(report: Report, answers: Map<string, AnswerData>): Set<string> | undefined {
  try {
    const found = [...answers].flatMap(([folder, data]) => {
      const parts = splitFrontMatter(report.readText(`${folder}/index.mdx`) ?? '');
      return placesOf(data, parts?.body ?? '').flatMap(({ id }) => id ?? []);
    });
    return new Set(found);
  } catch {
    return undefined;
  }
}
