import type { Answer } from '../lib/collections.ts';
import { countWords, plainText } from '../lib/text.ts';
import type { DeckTimes } from './deck-times.ts';
import type { Level } from './interview.ts';
import { wordsOf } from './notes.ts';

/** A question as it is asked and answered aloud. Texts are HTML without links, but for `name`. */
export interface Spoken {
  number: number;
  level: Level;
  section: string;
  /** The address of its page. */
  url: string;
  question: string;
  /** The question as plain text. */
  name: string;
  say: string;
  /** Words of the spoken answer. */
  words: number;
  listens: { level: Level; hear: string }[];
  next: { ask: string; reply: string }[];
  /** Hash of what is said of it (content/deck.yaml). */
  seen: string;
}

/** What is said of a question; `times` are those of the deck. */
export function spokenOf({ number, data, section, url }: Answer, times: DeckTimes): Spoken {
  const line = (text: string) => wordsOf(text, number);
  return {
    number,
    level: data.level,
    section: section.id,
    url,
    question: line(data.question),
    name: plainText(data.question),
    say: line(data.say),
    words: countWords(plainText(data.say)),
    listens: data.listens.map(({ level, hear }) => ({ level, hear: line(hear) })),
    next: data.next.map(({ ask, reply }) => ({ ask: line(ask), reply: line(reply) })),
    seen: times.get(number)?.hash ?? '',
  };
}
