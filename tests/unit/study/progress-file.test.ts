import { describe, expect, test } from 'vitest';
import { type Graded, merge, nothing, type Progress } from '../../../src/study/progress.ts';
import { readCode, readFile, writeCode, writeFile } from '../../../src/study/progress-file.ts';
import { pickBy } from '../../support/random.ts';

const at = 1_795_718_782;
const graded: Graded[] = [
  { number: 7, at, grade: 1, by: 'practice', seen: 'e6070c5c85e7' },
  { number: 400_000, at: at + 31, grade: 0, by: 'mock', seen: '' },
  { number: 7, at: at + 700, grade: 3, by: 'practice', seen: 'e6070c5c85e7' },
  { number: 7, at: at + 90_000, grade: 4, by: 'mistakes', seen: '', item: 'q7-pitfalls/2' },
  { number: 7, at: at + 90_001, grade: 2, by: 'predict', seen: 'a8c889802bc0' },
];
const progress: Progress = { graded, day: { day: '2026-12-24', at } };
const problem = (reading: ReturnType<typeof readFile>) => ('problem' in reading ? reading.problem : 'none');

describe('a file', () => {
  const text = writeFile(progress, new Date('2026-11-26T20:00:00Z'));

  test('is JSON with a grade to a line, and is read as it was written', () => {
    expect(JSON.parse(text)).toMatchObject({ format: 'fastapi-answers progress', version: 1, graded });
    expect(text.split('\n')).toHaveLength(graded.length + 3);
    expect(text).toContain('"exported":"2026-11-26T20:00:00.000Z"');
    expect(readFile(text)).toEqual({ progress });
    expect(readFile(writeFile(nothing, new Date()))).toEqual({ progress: nothing });
  });

  test('is sorted, freed of doubles and of what it has beside', () => {
    const mixed = writeFile({ ...progress, graded: [...graded, graded[0]!].reverse() }, new Date());
    expect(readFile(mixed)).toEqual({ progress });
    const more = text.replace('"number":7,', '"number":7,"__proto__":{"x":1},"note":"x",');
    expect(readFile(more)).toEqual({ progress });
  });

  test('that is cut off, foreign, damaged or newer is told, and nothing of it is read', () => {
    expect(problem(readFile(text.slice(0, -5)))).toContain('cut off');
    expect(problem(readFile(''))).toContain('cut off');
    for (const foreign of ['null', '5', '[]', '{}', '{"format":"anki"}'])
      expect(problem(readFile(foreign)), foreign).toContain('no file of progress from here');
    expect(problem(readFile(text.replace('"version":1', '"version":2')))).toContain('newer edition');
    expect(problem(readFile(text.replace('"grade":4', '"grade":7')))).toContain('grade 4 of 5 makes no sense');
    expect(problem(readFile(text.replace('2026-12-24', '2026-12-99')))).toContain('damaged');
    expect(problem(readFile(text.replace('"graded":', '"other":')))).toContain('damaged');
  });
});

describe('a link', () => {
  test('is short, of plain characters, and is read as it was written', () => {
    const code = writeCode(progress);
    expect(code).toMatch(/^[\w-]+$/);
    expect(readCode(code)).toEqual({ progress });
    expect(readCode(writeCode(nothing))).toEqual({ progress: nothing });
    // Three grades of each of forty answers: a QR code still holds them.
    const many = [1, 2, 3].flatMap((round) =>
      Array.from({ length: 40 }, (_, one) => ({
        number: one + 1,
        at: at + round * 86_400 + one * 45,
        grade: 3 as const,
        by: 'practice' as const,
        seen: 'e6070c5c85e7',
      })),
    );
    expect(writeCode({ ...progress, graded: many }).length).toBeLessThan(900);
  });

  test('carries any state', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const pick = pickBy(seed);
      const some = Array.from({ length: pick([0, 1, 7, 30]) }, (): Graded => {
        const item = pick(['', '', 'a/b:c.d-e_f']);
        return {
          number: pick([1, 2, 127, 128, 999_999]),
          at: pick([0, 1, 127, 128, at, 2 ** 36 - 1]),
          grade: pick([0, 1, 2, 3, 4]),
          by: pick(['practice', 'mock', 'mistakes', 'predict']),
          seen: pick(['', '000000000000', 'ffffffffffff', '0a0b0c0d0e0f']),
          ...(item && { item }),
        };
      });
      const state = merge(nothing, { graded: some, day: { day: pick(['', '2026-12-24']), at: pick([0, at]) } });
      expect(readCode(writeCode(state)), `${seed}`).toEqual({ progress: state });
    }
  });

  test('carries as much as a file may bring', () => {
    const many = Array.from({ length: 60_000 }, (_, second): Graded => ({ ...graded[0]!, at: second }));
    const state = { ...nothing, graded: many };
    // Not by toEqual, which takes as long as all other tests.
    expect(JSON.stringify(readCode(writeCode(state)))).toBe(JSON.stringify({ progress: state }));
  });

  test('that lost or changed a character is told', () => {
    const code = writeCode(progress);
    for (let place = 0; place < code.length; place += 1) {
      const cut = code.slice(0, place) + code.slice(place + 1);
      const other = code[place] === 'A' ? 'B' : 'A';
      const changed = code.slice(0, place) + other + code.slice(place + 1);
      for (const bad of [cut, changed]) {
        const reading = readCode(bad);
        // The last character may hold bits that say nothing.
        if ('progress' in reading) expect(reading.progress).toEqual(progress);
      }
      if (place > 0) expect(problem(readCode(code.slice(0, place)))).toContain('damaged');
    }
    for (const bad of ['', '%', '§', 'AAAA', 'x'.repeat(5000)]) expect(problem(readCode(bad))).toContain('damaged');
  });

  test('of a newer edition is told', () => {
    // Version 2, with the sum that belongs to it.
    expect(problem(readCode(btoa('\x02\x03\x03')))).toContain('newer edition');
  });
});
