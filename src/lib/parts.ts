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
