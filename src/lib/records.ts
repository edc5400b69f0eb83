import { existsSync, readFileSync } from 'node:fs';
import { programPath } from './programs.ts';
import type { ProgramRecord } from './record-schema.ts';

/** The recorded steps of a program with those names, in the record's order; all steps without names. */
export function readRecord(folder: string, file: string, steps?: string[]): ProgramRecord {
  const path = programPath(folder, `${file}.record.json`);
  if (!existsSync(path)) return { steps: [] };
  const record: ProgramRecord = JSON.parse(readFileSync(path, 'utf8'));
  return steps ? { ...record, steps: record.steps.filter(({ step }) => steps.includes(step)) } : record;
}
