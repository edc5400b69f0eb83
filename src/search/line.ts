import type { Found } from './rank.ts';

const quote = (words: string[]) => words.map((word) => `“${word}”`).join(', ');

/**
 * What is said of a list of `count` answers: how many, and each liberty taken with the reader's words. `instead` is true where the
 * words as typed are worth offering.
 */
export function lineFor(query: string, found: Found, count: number, all: boolean): { text: string; instead: boolean } {
  const many = `${count} ${count === 1 ? 'answer' : 'answers'}`;
  if (count === 0) return { text: 'No answer here passes the filters.', instead: false };
  if (all && query) return { text: `Nothing resembles ${quote([query])}. All questions:`, instead: false };
  if (found.corrected.size > 0) {
    let shown = query;
    for (const [typed, word] of found.corrected) shown = shown.replace(typed, word);
    return { text: `Showing results for ${quote([shown])}.`, instead: true };
  }
  const left = found.unknown.length > 0 ? `; in no question: ${quote(found.unknown)}` : '';
  return { text: many + left, instead: false };
}
