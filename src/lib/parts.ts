/** The parts of every answer, in their order: last piece of the fragment → short name. */
export const parts = {
  say: 'Say it',
  listens: 'Listens for',
  'how-it-works': 'How it works',
  example: 'Example',
  pitfalls: 'Pitfalls',
  'no-longer-true': 'No longer true',
  next: 'They will ask next',
  related: 'Related answers',
  sources: 'Sources',
  'checked-with': 'Checked with',
};

/** Name of a part, as the last piece of its fragment. */
export type PartName = keyof typeof parts;

/** The id of a part of answer `number`, unique across the site and the same wherever the answer is shown. */
export const partId = (number: number, part: string): string => `q${number}-${part}`;
