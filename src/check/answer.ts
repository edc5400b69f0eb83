import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseMarkdown, parseMdx, shownIn } from '../lib/body.ts';
import { splitFrontMatter } from '../lib/front-matter.ts';
import { claimingTexts, idOfMark, type Mark, markedTexts, marksIn } from '../lib/proofs.ts';
import { type AnswerData, answerSchema } from '../lib/schemas.ts';
import { plainText } from '../lib/text.ts';
import { normalizeName } from '../lib/versions.ts';
import { checkBody } from './body.ts';
import { hiddenIn } from './characters.ts';
import { checkIds } from './ids.ts';
import { checkLanguage } from './language.ts';
import { checkLine, checkLinks, checkPlain, checkUnlinked } from './line.ts';
import { checkMarks, type Claiming } from './marks.ts';
import { checkReleases } from './releases.ts';
import type { Report } from './report.ts';
import { checkShown } from './shown.ts';
import { checkSources } from './sources.ts';
import { stringsIn, twinIn } from './strings.ts';

/** What an answer is held against, and what it adds. */
export interface Known {
  /** Where links may lead. */
  addresses: Set<string>;
  /** The version of each package in the lock file. */
  pins: Map<string, string>;
  /** The fragments that the answers' own words, sources and marks give them, each with the answer's folder. */
  ids: Map<string, string>;
}

/** Texts that a page makes links of, or puts into something to click. */
const clickable = /^(question|title|sources\.\d+\.title|next\.\d+\.ask)$/;
/** Texts that a page shows as they stand. */
const plain = /\.(since|about)$/;
/** Packages whose versions every answer names. */
const always = ['fastapi', 'starlette', 'pydantic'];

/** Checks the answer in `folder` (`section/question`); gives its front matter where that is right. */
export function checkAnswer(report: Report, folder: string, known: Known): AnswerData | undefined {
  const path = `${folder}/index.mdx`;
  const text = report.readText(path);
  if (text === undefined) return undefined;
  const split = splitFrontMatter(text);
  if (!split) {
    report.add(path, 'line 1', 'has no front matter', 'Start with "---", the keys, and "---" on a line of its own.');
    return undefined;
  }
  const { front, body, bodyLine } = split;
  // Python's cache is nobody's content.
  const files = readdirSync(join(report.content, folder)).filter((name) => name !== '__pycache__');
  const line = (at: number) => `line ${bodyLine + at - 1}`;
  const parsed = checkBody(report, path, body, bodyLine);
  if (parsed) checkLinks(report, path, line, parseMdx(body), known.addresses);
  checkLanguage(report, path, 'the body', body, true);

  const yaml = report.readYaml(path, front, 2);
  const data = yaml === undefined ? undefined : report.fits(path, answerSchema, yaml);
  if (!data) return undefined;
  checkLines(report, path, data, known);
  for (const name of data.packages) {
    const remedy = 'Correct the name, or add it to requirements.in and run: npm run lock';
    if (!known.pins.has(normalizeName(name))) {
      report.add(path, 'packages', `names "${name}", which is not in requirements.txt`, remedy);
    } else if (always.includes(normalizeName(name))) {
      report.add(path, 'packages', `names ${name}, which every answer does`, 'Remove it.');
    }
  }
  if (parsed) for (const id of checkIds(report, path, data, body, parseMdx(body), line)) known.ids.set(id, folder);
  const inBody = parsed ? shownIn(body).map((shown) => ({ ...shown, at: line(shown.line) })) : [];
  const inPitfalls = data.pitfalls.map(({ program, region, steps }, index) => {
    const code = region !== undefined || !inBody.some((shown) => shown.code && shown.file === program);
    return { at: `pitfalls.${index}`, file: program, region, steps, code };
  });
  if (parsed) checkShown(report, folder, files, [...inBody, ...inPitfalls]);
  const required = new Set(claimingTexts(data).map(([at]) => at));
  const claiming = markedTexts(data).map(([at, words]): Claiming => ({
    kind: 'line',
    text: words,
    at: () => at,
    isAdvice: !required.has(at),
  }));
  if (parsed) claiming.push({ kind: 'mdx', text: body, at: line });
  checkSources(report, path, data.sources);
  const sources = data.sources.map((_, index): Mark => ({ kind: 'source', target: `${index + 1}` }));
  for (const mark of [...sources, ...claiming.flatMap(({ text, kind }) => marksIn(text, kind))]) {
    known.ids.set(idOfMark(data.number, mark), folder);
  }
  for (const [at, words] of stringsIn(data)) {
    const isClaim = claiming.some((one) => one.kind === 'line' && one.at(1) === at);
    if (isClaim || /\.url$|^asked/.test(at) || marksIn(words, 'line').length === 0) continue;
    report.add(path, at, 'has a mark', 'Marks stand in hear, happens, instead, truth, reply and the body.');
  }
  checkMarks(report, folder, claiming, data.sources.length);
  return data;
}

function checkLines(report: Report, path: string, data: AnswerData, { addresses, pins }: Known): void {
  for (const [at, text] of stringsIn(data)) {
    if (plain.test(at)) {
      checkPlain(report, path, at, text);
      checkReleases(report, path, at, text, pins);
    } else if (/^(tags|asked)\b/.test(at)) {
      const hidden = hiddenIn(text);
      if (hidden) report.add(path, at, ...hidden);
    } else if (!/\.url$|^packages|\.program$/.test(at)) {
      checkLine(report, path, at, text);
      checkLinks(report, path, () => at, parseMarkdown(text), addresses);
      if (clickable.test(at)) checkUnlinked(report, path, at, text);
      // The wording of a question is its source's.
      if (at !== 'question') checkLanguage(report, path, at, text, /^(say|listens)/.test(at));
    }
  }
  const lists: { [at: string]: string[] } = {
    // The question is asked as well.
    asked: [data.question, ...data.asked].map(plainText),
    tags: data.tags,
    packages: data.packages.map(normalizeName),
    buildsOn: data.buildsOn.map(String),
    contrastsWith: data.contrastsWith.map(String),
    'listens.hear': data.listens.map(({ hear }) => hear),
    'pitfalls.write': data.pitfalls.map(({ write }) => write),
    'corrections.said': data.corrections.map(({ said }) => said),
    'next.ask': data.next.map(({ ask }) => ask),
    'next.reply': data.next.map(({ reply }) => reply),
    ...Object.fromEntries(data.pitfalls.map(({ steps }, index) => [`pitfalls.${index}.steps`, steps])),
  };
  for (const [at, texts] of Object.entries(lists)) {
    const twin = twinIn(texts);
    if (twin) report.add(path, at, `says "${twin}" twice`, 'Say it once.');
  }
  const levels = ['junior', 'mid', 'senior'];
  const order = data.listens.map(({ level }) => levels.indexOf(level));
  if (new Set(order).size < levels.length || order.some((level, index) => level < (order[index - 1] ?? 0))) {
    report.add(
      path,
      'listens',
      `has the levels ${data.listens.map(({ level }) => level).join(', ')}`,
      'Name each: junior, mid, senior, in this order.',
    );
  }
}
