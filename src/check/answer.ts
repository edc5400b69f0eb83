import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseMarkdown, parseMdx, shownIn } from '../lib/body.ts';
import { splitFrontMatter } from '../lib/front-matter.ts';
import { claimingTexts, markedTexts, marksIn } from '../lib/proofs.ts';
import { type AnswerData, answerSchema } from '../lib/schemas.ts';
import { normalizeName } from '../lib/versions.ts';
import { checkBody } from './body.ts';
import { checkLanguage } from './language.ts';
import { checkLine, checkLinks } from './line.ts';
import { checkMarks, type Claiming } from './marks.ts';
import type { Report } from './report.ts';
import { checkShown } from './shown.ts';
import { checkSources } from './sources.ts';

/** What an answer is held against: where links may lead, and which packages are pinned. */
export interface Known {
  addresses: Set<string>;
  packages: Set<string>;
}

/** Every string in a value, with the path of keys that leads to it. */
function stringsIn(value: unknown, path: string[] = []): [path: string, text: string][] {
  if (typeof value === 'string') return [[path.join('.'), value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) => stringsIn(one, [...path, key]));
}

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
  for (const name of data.packages.filter((one) => !known.packages.has(normalizeName(one)))) {
    const remedy = 'Correct the name, or add it to requirements.in and run: npm run lock';
    report.add(path, 'packages', `names "${name}", which is not in requirements.txt`, remedy);
  }
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
  for (const [at, words] of stringsIn(data)) {
    const isClaim = claiming.some((one) => one.kind === 'line' && one.at(1) === at);
    if (isClaim || /\.url$|^asked/.test(at) || marksIn(words, 'line').length === 0) continue;
    report.add(path, at, 'has a mark', 'Marks stand in hear, happens, instead, truth, reply and the body.');
  }
  checkMarks(report, folder, claiming, data.sources.length);
  return data;
}

function checkLines(report: Report, path: string, data: AnswerData, { addresses }: Known): void {
  for (const [at, text] of stringsIn(data)) {
    if (/\.url$|^packages|\.program$|^(tags|asked)\b/.test(at)) continue;
    checkLine(report, path, at, text);
    checkLinks(report, path, () => at, parseMarkdown(text), addresses);
    // The wording of a question is its source's.
    if (at !== 'question') checkLanguage(report, path, at, text, /^(say|listens)/.test(at));
  }
  const lists = { asked: data.asked, tags: data.tags, 'next.ask': data.next.map(({ ask }) => ask) };
  for (const [at, texts] of Object.entries(lists)) {
    const twin = texts.find(
      (text, index) => texts.findIndex((one) => one.toLowerCase() === text.toLowerCase()) !== index,
    );
    if (twin) report.add(path, at, `says "${twin}" twice`, 'Say it once.');
  }
}
