import { readFileSync } from 'node:fs';

/** Code as a page shows it: without the comments that mark regions and points, which are said apart. */
export interface Listing {
  code: string;
  /** The lines that make the point, from 0. */
  points: number[];
}

/** The path of a file of an answer from the repository's root. */
export const programPath = (folder: string, file: string): string => `content/${folder}/${file}`;

const marker = /^[^\S\n]*(?:#|\/\/) (?:end)?region\b.*$/;
const point = /[^\S\n]*(?:#|\/\/) point$/;

/** The regions of a file: the lines between `# region name` and `# endregion`, by name. */
export function regionsOf(text: string): Map<string, string> {
  const regions = text.matchAll(/^[^\S\n]*(?:#|\/\/) region (\S+)\n([\s\S]*?)^[^\S\n]*(?:#|\/\/) endregion/gm);
  return new Map([...regions].map(([, name = '', body = '']) => [name, body]));
}

/** The listing of a text: markers taken out with the empty lines around them, the indentation that all lines share, no empty line at the end. */
export function listingOf(text: string): Listing {
  const lines = text
    .split('\n')
    .filter((line) => !marker.test(line))
    // Where a marker stood between empty lines, two of them are left.
    .filter((line, index, all) => line !== '' || all[index - 1] !== '' || all[index - 2] !== '')
    .join('\n')
    .trimEnd()
    .split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const indent = Math.min(...indents, Number.POSITIVE_INFINITY);
  return {
    code: lines.map((line) => line.replace(point, '').slice(indent)).join('\n'),
    points: lines.flatMap((line, index) => (point.test(line) ? [index] : [])),
  };
}

/** The listing of a program, or of one region of it. Throws where there is no such region. */
export function readProgram(folder: string, file: string, region?: string): Listing {
  const text = readFileSync(programPath(folder, file), 'utf8');
  const part = region === undefined ? text : regionsOf(text).get(region);
  if (part === undefined) throw new Error(`content/${folder}/${file} has no region "${region}".`);
  return listingOf(part);
}
