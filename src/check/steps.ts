import { existsSync, readFileSync } from 'node:fs';
import { type ProgramRecord, recordSchema } from '../lib/record-schema.ts';

/** The steps of the record at `path`; undefined where there is no record, or none that its own check would pass. */
export function stepsIn(path: string): ProgramRecord['steps'] | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).steps;
  } catch {
    return undefined;
  }
}
