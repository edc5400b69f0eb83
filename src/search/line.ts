import type { Found } from './rank.ts';

const quote = (words: string[]) => words.map((word) => `“${word}”`).join(', ');

/** How far the full text is with the words that the index lacks. */
export type Reading = 'done' | 'reading' | 'away';

/**
 * What is said of a list of `count` answers, and whether the words as typed are worth offering `instead`: how many they are, each liberty
 * taken with the reader's words, and each word that nothing has. `all` says that these are all questions, as nothing was found.
 */
export function lineFor(
  query: string,
  found: Found,
  count: number,
  all: boolean,
  reading: Reading = 'done',
): { text: string; instead: boolean } {
  if (count === 0) return { text: 'No answer here passes the filters.', instead: false };
  const many = `${count} ${count === 1 ? 'answer' : 'answers'}`;
  const missing = quote(found.unknown);
  const of = {
    done: `nothing mentions ${missing}`,
    reading: `looking for ${missing} in the full text …`,
    away: `the full text is not there yet, to look for ${missing}`,
  }[reading];
  if (all && query) {
    const sentence = found.unknown.length > 0 ? of : `nothing resembles ${quote([query])}`;
    const text = `${sentence[0]!.toUpperCase()}${sentence.slice(1)}`;
    return {
      text: reading === 'reading' && found.unknown.length > 0 ? text : `${text}. All questions:`,
      instead: false,
    };
  }
  const left = found.unknown.length > 0 ? `; ${of}` : '';
  if (found.corrected.size > 0) {
    let shown = query;
    for (const [typed, word] of found.corrected) shown = shown.replace(typed, word);
    return { text: `Showing results for ${quote([shown])}${left}.`, instead: true };
  }
  return { text: (found.weak ? 'Closest answers' : many) + left, instead: false };
}
