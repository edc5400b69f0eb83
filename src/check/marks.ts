import { marksIn, testFileOf } from '../lib/proofs.ts';
import { claimOf, unprovenIn } from './claims.ts';
import { nearest } from './near.ts';
import type { Report } from './report.ts';

/** A text of an answer that makes claims, and how its places are named. */
export interface Claiming {
  kind: 'mdx' | 'line';
  /** Whether it only may carry marks: advice claims nothing. */
  isAdvice?: boolean;
  text: string;
  at: (line: number) => string;
}

/** Checks that each mark of an answer leads to a test or source that is there, and that each sentence that claims something has one. */
export function checkMarks(report: Report, folder: string, texts: Claiming[], sources: number): void {
  const path = `${folder}/index.mdx`;
  for (const { kind, text, at, isAdvice } of texts) {
    for (const mark of marksIn(text, kind)) {
      const where = at(mark.line);
      if (mark.kind === 'source') checkSource(report, path, where, mark.target, sources);
      else checkProof(report, path, where, folder, mark.target);
    }
    for (const { text: sentence, line } of isAdvice ? [] : unprovenIn(text, kind)) {
      const { trigger, word } = claimOf(sentence)!;
      const remedy = 'Lead it to what shows it, [words](proof:test) or [words](source:1), or claim less.';
      report.add(path, at(line), `claims without a mark (${trigger}: "${word}"): ${sentence}`, remedy);
    }
  }
}

function checkSource(report: Report, path: string, at: string, target: string, sources: number) {
  if (/^[1-9]\d*$/.test(target) && Number(target) <= sources) return;
  report.add(path, at, `leads to source ${target}, which is not there`, `There are ${sources}, counted from 1.`);
}

function checkProof(report: Report, path: string, at: string, folder: string, target: string) {
  const [, owner = folder, name = ''] = /^(?:([a-z0-9-]+\/[a-z0-9-]+)#)?(\w+)$/.exec(target) ?? [];
  if (name === '' || target.startsWith(`${folder}#`)) {
    report.add(
      path,
      at,
      `leads to proof:${target}`,
      'Write proof:name, or proof:section/question#name for that of another answer.',
    );
    return;
  }
  const file = testFileOf(owner);
  const tests = report.testsIn(owner);
  if (tests.has(name)) return;
  const near = nearest(name, [...tests.keys()]).join(', ');
  const remedy = near ? `Near to it: ${near}.` : `Write it, or name another: proof:section/question#name.`;
  report.add(path, at, `leads to the test "${name}", which ${file} does not have`, remedy);
}
