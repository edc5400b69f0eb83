/** The fields of a note, in their order. Frozen: a deck with other fields is not taken over; the last three are room to spare. */
export const fields = [
  'Number',
  'Question',
  'Answer',
  'Listens',
  'Code',
  'FollowUps',
  'Link',
  'Section',
  'Spare1',
  'Spare2',
  'Spare3',
] as const;

/** A note of the deck: an answer as its fields have it, in HTML. */
export interface Note {
  number: number;
  /** Where its cards lie, below the deck: the section's title. */
  deck: string;
  tags: string[];
  fields: string[];
}

/** What a browser makes the deck of a set from: all notes, in reading order, and when each last changed, in seconds since 1970. */
export interface DeckData {
  notes: Note[];
  times: [number: number, at: number][];
}
