import type { Place } from './places.ts';

/** The name at the end of code such as `app.get("/")`, `@field_validator` or `use_cache=False`; undefined for other code. */
export const nameIn = (code: string): string | undefined =>
  /^@?(?:\w+\.)*([A-Za-z_]\w*)(?:\(.*\)|\[.*\]|=.*)?$/.exec(code)?.[1];

/** What a module imports by name: the `Y` of `from x import Y`, and of `import y`. */
function importedBy(code: string): Set<string> {
  const names = [...code.matchAll(/^\s*from \S+ import (?:\(([^)]*)\)|(.*))$/gm)].flatMap(([, many, one]) =>
    (many ?? one ?? '').split(','),
  );
  return new Set(
    [...names, ...[...code.matchAll(/^\s*import (\w+)$/gm)].map(([, name = '']) => name)].map((name) => name.trim()),
  );
}

/** Whether a name is made of several words, so that it can hardly be one of English. */
const isCompound = (name: string) => /[a-z\d][A-Z]|[A-Z]{2,}[a-z]|[A-Za-z]_[A-Za-z]/.test(name);

/**
 * The names of libraries that an answer uses in its programs (`code`) and speaks of in its text, each with the places that do, the
 * one that says most first. What the programs define themselves is left out.
 */
export function identifiersIn(code: string, places: Place[]): Map<string, Place[]> {
  const imported = importedBy(code);
  const words = new Set(code.match(/[A-Za-z_]\w*/g));
  const isDefined = (name: string) =>
    new RegExp(`\\b(?:def|class) ${name}\\b|\\b${name}: |^\\s*${name} = `, 'm').test(code);
  const found = new Map<string, Map<Place, number>>();
  for (const place of places) {
    for (const one of place.code) {
      const name = nameIn(one);
      if (!name || !words.has(name) || !(imported.has(name) || isCompound(name)) || isDefined(name)) continue;
      const counts = found.get(name) ?? found.set(name, new Map()).get(name)!;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  return new Map(
    [...found].map(([name, counts]) => {
      // The question and the spoken answer name what an answer is about; elsewhere, what is named most often is explained.
      const weight = (place: Place) => (place.id === undefined ? Number.POSITIVE_INFINITY : counts.get(place)!);
      return [name, [...counts.keys()].sort((a, b) => weight(b) - weight(a))];
    }),
  );
}
