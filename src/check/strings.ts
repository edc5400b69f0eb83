/** Every string in a value, with the path of keys that leads to it. */
export function stringsIn(value: unknown, path: string[] = []): [path: string, text: string][] {
  if (typeof value === 'string') return [[path.join('.'), value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) => stringsIn(one, [...path, key]));
}

/** What stands in a list for the second time, however it is written. */
export const twinIn = (texts: string[]): string | undefined =>
  texts.find((text, index) => texts.findIndex((one) => one.toLowerCase() === text.toLowerCase()) !== index);
