/** Words that say how something is asked, not what; they count only where a query has no others. */
const stop = new Set(
  'a about an and any are as at be been but by can could do does for from get gets give happen happens has have how i if in instead into is it its like make me my need of on one only or our should so than that the their them then there they this to too two up us use used uses using vs versus want was we what when where which who why will with without would you your fastapi explain difference between way ways best good doesn don didn isn aren wasn won wouldn couldn shouldn hasn haven cant dont doesnt didnt isnt wont im ive'.split(
    ' ',
  ),
);
export const isStop = (word: string) => stop.has(word);

const normal = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘`]/g, "'")
    .replace(/\bfast[ -]api\b/gi, 'fastapi')
    .replace(/(\w)'(s|re|ve|ll|d|t|m)\b/g, '$1');

const ending =
  /(?:abilit(?:y|ies)|(?<=.{3})iz(?:e[drs]?|ing|ations?|able)|(?<=.{4})at(?:ions?|ors?|e[ds]?|ing|ive)|(?<=.{4})ments?|enc(?:y|es?)|anc(?:y|es?)|ants?|ents?|ity|ings?|ed(?:ly)?|ers?|ly|[ai]ble|ions?|al)$/;

/** The part of a word that its forms share: `overriding`, `overridden`, `overrides` → `overrid`. Lower case in and out. */
export function stem(word: string): string {
  // No plural: several cores are something else.
  if (word === 'cors') return word;
  const base = word
    .replace(/is(e[drs]?|ing|ations?|able)$/, 'iz$1')
    .replace(/([bdgtnp])\1en$/, '$1$1')
    .replace(/(?<=..)ies$/, 'y')
    .replace(/(?<=..)(?:(?<=s|x|z|ch|sh)es|(?<![siu])s)$/, '');
  const cut = base.replace(ending, '');
  const rest = cut.length > 2 && /[aeiouy]/.test(cut) ? cut : base;
  return rest.replace(/(?<=..)[ey]$/, '').replace(/([bdglmnprt])\1$/, '$1');
}

/** A word of a text: how it is looked up, and how it stood there. `parts` are the words an identifier is made of. */
export interface Word {
  key: string;
  shown: string;
  parts: Word[];
}

/**
 * The words of a text. An identifier is one word however it is written (`dependency_overrides`, `X-API-Key`, `HTTPException`) and
 * has its parts; a colon that opens a word belongs to it (`:path`).
 */
export function wordsOf(text: string): Word[] {
  const found: Word[] = [];
  for (const [chunk] of normal(text).matchAll(
    /[\p{L}\p{N}]+(?:[-._/:+][\p{L}\p{N}_]+|_+[\p{L}\p{N}]*)*|(?<![\p{L}\p{N}:]):[\p{L}]\w*/gu,
  )) {
    const key = chunk.toLowerCase().replace(/[-._/+]|(?<=.):/g, '');
    const pieces = isStop(key)
      ? []
      : chunk
          .split(/[-._/:+]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll}{2})/u)
          .filter((one) => one.length > 1);
    const parts =
      pieces.length > 1 || (pieces[0] && pieces[0].length < key.length)
        ? pieces.map((one) => ({ key: one.toLowerCase(), shown: one, parts: [] }))
        : [];
    for (const [colon] of chunk.matchAll(/:[\p{L}]\w*/gu))
      parts.push({ key: colon.toLowerCase(), shown: colon, parts: [] });
    found.push({ key, shown: chunk, parts });
  }
  return found;
}

/** Neighbors among the words of a text, as a term of both stems. */
export const pairsOf = (words: Word[]): string[] => [
  ...new Set(words.slice(1).map(({ key }, at) => `${stem(words[at]!.key)} ${stem(key)}`)),
];

/** The words of a text that tell something; all of them, where none does. */
export function tellingWords(text: string): Word[] {
  const all = wordsOf(text);
  const telling = all.filter(({ key }) => !isStop(key));
  return telling.length > 0 ? telling : all;
}
