import { plainText, slugify } from './text.ts';

/** The parts of every answer, in their order: last piece of the fragment → short name. */
export const parts = {
  say: 'Say it',
  listens: 'Listens for',
  next: 'They will ask next',
  'how-it-works': 'How it works',
  example: 'Example',
  pitfalls: 'Pitfalls',
  'no-longer-true': 'No longer true',
  related: 'Related answers',
  sources: 'Sources',
  'checked-with': 'Checked with',
};

/** Name of a part, as the last piece of its fragment. */
export type PartName = keyof typeof parts;

/** The id of a part of answer `number`, unique across the site and the same wherever the answer is shown. */
export const partId = (number: number, part: string): string => `q${number}-${part}`;

/** The id of a follow-up question: its first words, so that it stays when others come or go. */
export const followUpId = (number: number, ask: string): string =>
  partId(number, slugify(plainText(ask)).split('-').slice(0, 7).join('-'));
