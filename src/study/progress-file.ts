import { exercises, type Graded, isDayChoice, isGraded, merge, nothing, type Progress } from './progress.ts';

/** What a file of ours says it is, and the newest form of it that this edition reads. */
const format = 'fastapi-answers progress';
const version = 1;

/** What was read, or a sentence that says why nothing was. */
export type Reading = { progress: Progress } | { problem: string };

const newer: Reading = { problem: 'It was made by a newer edition of this site. Reload the page, then try again.' };
const nothingTaken = 'Nothing was taken over.';

/** Progress as the text of a file, a grade to a line; `exported` is when. */
export const writeFile = ({ graded, day }: Progress, exported: Date): string =>
  `{"format":"${format}","version":${version},"exported":"${exported.toISOString()}","day":${JSON.stringify(day)},"graded":[\n${graded
    .map((one) => JSON.stringify(one))
    .join(',\n')}\n]}\n`;

/** Reads the text of a file; never throws. What is damaged anywhere is not read at all. */
export function readFile(text: string): Reading {
  let file: { format?: unknown; version?: unknown; day?: unknown; graded?: unknown };
  try {
    file = JSON.parse(text) ?? {};
  } catch {
    return { problem: `The file was cut off, or is no file of progress. ${nothingTaken}` };
  }
  if (file.format !== format) return { problem: `This is no file of progress from here. ${nothingTaken}` };
  if (typeof file.version === 'number' && file.version > version) return newer;
  const { day, graded } = file;
  if (!Array.isArray(graded) || !isDayChoice(day)) return { problem: `The file is damaged. ${nothingTaken}` };
  const bad = graded.findIndex((one) => !isGraded(one));
  if (bad >= 0) {
    return { problem: `The file is damaged: grade ${bad + 1} of ${graded.length} makes no sense. ${nothingTaken}` };
  }
  return { progress: merge(nothing, { day, graded: graded.map(tidy) }) };
}

/** A grade and nothing else that a file may have added. */
const tidy = ({ number, at, grade, by, seen, item }: Graded): Graded => ({
  number,
  at,
  grade,
  by,
  seen,
  ...(item && { item }),
});

/** Numbers of seven bits a byte, the lowest first; the eighth says that more follow. */
function putNumber(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

/** Fletcher's sum: tells a link that lost or changed a character. */
function sumOf(bytes: ArrayLike<number>): [number, number] {
  let [a, b] = [1, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    a = (a + bytes[at]!) % 255;
    b = (b + a) % 255;
  }
  return [a, b];
}

/** How the hash of an answer is written beside a grade: not at all where the grade before it of that question had the same. */
const hashes = { same: 0, written: 1, none: 2 };

/** Progress as letters, digits, `-` and `_`, for a link: some five bytes a grade, six more for the hash of each answer. */
export function writeCode({ graded, day }: Progress): string {
  const bytes: number[] = [version];
  const putText = (text: string) => {
    putNumber(bytes, text.length);
    for (const character of text) bytes.push(character.charCodeAt(0));
  };
  putText(day.day);
  putNumber(bytes, day.at);
  putNumber(bytes, graded.length);
  const seenBefore = new Map<number, string>();
  let time = 0;
  for (const { number, at, grade, by, seen, item } of graded) {
    const hash = seen === (seenBefore.get(number) ?? '') ? hashes.same : seen ? hashes.written : hashes.none;
    putNumber(bytes, at - time);
    putNumber(bytes, number);
    bytes.push(grade + 5 * exercises.indexOf(by) + 20 * hash + (item ? 60 : 0));
    if (hash === hashes.written) {
      for (let digit = 0; digit < 12; digit += 2) bytes.push(Number.parseInt(seen.slice(digit, digit + 2), 16));
    }
    if (item) putText(item);
    seenBefore.set(number, seen);
    time = at;
  }
  bytes.push(...sumOf(bytes));
  return btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** Reads what `writeCode` wrote; never throws. */
export function readCode(code: string): Reading {
  const damaged: Reading = { problem: `The link is damaged: copy it again, as a whole. ${nothingTaken}` };
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(code.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  } catch {
    return damaged;
  }
  const [a, b] = sumOf(bytes.subarray(0, -2));
  if (bytes.length < 3 || bytes.at(-2) !== a || bytes.at(-1) !== b) return damaged;
  if (bytes[0]! > version) return newer;
  let at = 1;
  // Beyond the end there are zeros: what comes of it is no progress, or is not at the end when all is read.
  const next = () => bytes[at++] ?? 0;
  const number = () => {
    let [value, scale] = [0, 1];
    for (let byte = next(); ; byte = next()) {
      value += (byte % 128) * scale;
      scale *= 128;
      if (byte < 128) return value;
    }
  };
  const text = () => String.fromCharCode(...Array.from({ length: Math.min(number(), bytes.length) }, next));
  const day = { day: text(), at: number() };
  const amount = number();
  const graded: Graded[] = [];
  const seenBefore = new Map<number, string>();
  let time = 0;
  for (let count = 0; count < amount && at < bytes.length; count += 1) {
    time += number();
    const question = number();
    const packed = next();
    const hash = Math.floor((packed % 60) / 20);
    const seen =
      hash === hashes.written
        ? Array.from({ length: 6 }, () => next().toString(16).padStart(2, '0')).join('')
        : hash === hashes.same
          ? (seenBefore.get(question) ?? '')
          : '';
    const item = packed >= 60 ? text() : '';
    seenBefore.set(question, seen);
    const grade = (packed % 5) as Graded['grade'];
    const by = exercises[Math.floor((packed % 20) / 5)]!;
    graded.push({ number: question, at: time, grade, by, seen, ...(item && { item }) });
  }
  const whole = at === bytes.length - 2 && graded.length === amount && graded.every(isGraded) && isDayChoice(day);
  return whole ? { progress: merge(nothing, { day, graded }) } : damaged;
}
