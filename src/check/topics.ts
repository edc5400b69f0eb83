import { parseMarkdown } from '../lib/body.ts';
import { splitFrontMatter } from '../lib/front-matter.ts';
import { placesOf } from '../lib/places.ts';
import { marksIn } from '../lib/proofs.ts';
import { type AnswerData, type TopicsData, topicsSchema } from '../lib/schemas.ts';
import { topicId } from '../lib/topics.ts';
import { checkDay } from './days.ts';
import { checkLanguage } from './language.ts';
import { checkLine, checkLinks, checkPlain, checkUnlinked, isPublic } from './line.ts';
import { nearest } from './near.ts';
import type { Report } from './report.ts';
import { twinIn } from './strings.ts';

type Source = NonNullable<TopicsData['terms'][number]['source']>;

const file = 'topics.yaml';
/** Ids that every page has. */
const taken = ['content', 'status'];

/** Checks the index: each term once, each place there, each sentence with a source that anybody can open; links lead to `addresses`. */
export function checkTopics(report: Report, answers: Map<string, AnswerData>, addresses: Set<string>): void {
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
      checkUnlinked(report, file, term, name);
    }
    const twin = twinIn([...wanted.map(String), ...own]);
    if (twin) report.add(file, term, `names ${twin} twice`, 'Name it once.');
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
    if (say) checkSaid(report, term, say, addresses);
    if (source) checkCited(report, term, source);
    const leads = wanted.length > 0 || say || own.length > 0 || [...tags].some((tag) => topicId(tag) === topicId(term));
    // A name that programs use needs no place here: it has those of the texts that explain it.
    if (!leads && !term.startsWith('`')) {
      report.add(file, term, 'leads nowhere', 'Give it places, or a sentence (say) and its source.');
    }
  }
}

/** What a term says for itself stands beneath no answer: its links lead somewhere, and it has no marks. */
function checkSaid(report: Report, term: string, say: string, addresses: Set<string>): void {
  checkLine(report, file, term, say);
  checkLinks(report, file, () => term, parseMarkdown(say), addresses);
  checkLanguage(report, file, term, say);
  if (marksIn(say, 'line').length > 0) report.add(file, term, 'has a mark', 'Marks stand in answers; name its source.');
}

function checkCited(report: Report, term: string, { title, url, about, read }: Source): void {
  if (!isPublic(url)) report.add(file, term, `cites ${url}`, 'Cite an address of the public web, by https.');
  checkLine(report, file, term, title);
  checkUnlinked(report, file, term, title);
  checkPlain(report, file, term, about);
  if (read) checkDay(report, file, term, read);
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
