import type { AnswerData } from '../lib/schemas.ts';
import { wordsOf } from './notes.ts';

/** A question as practice needs it; texts are HTML without links. */
export interface PracticeQuestion {
  number: number;
  section: string;
  level: AnswerData['level'];
  /** Its page, from the base path on. */
  url: string;
  /** The hash of the answer's note in the deck: another where the answer has changed. */
  hash: string;
  question: string;
  say: string;
  listens: { level: AnswerData['level']; hear: string }[];
  next: { ask: string; reply: string }[];
}

/** What /practice/questions.json holds. */
export interface PracticeData {
  sections: { id: string; title: string }[];
  questions: PracticeQuestion[];
}

/** A question for practice. */
export function practiceOf(
  data: AnswerData,
  place: Pick<PracticeQuestion, 'section' | 'url' | 'hash'>,
): PracticeQuestion {
  const { number, level } = data;
  const line = (text: string) => wordsOf(text, number);
  return {
    number,
    level,
    ...place,
    question: line(data.question),
    say: line(data.say),
    listens: data.listens.map((one) => ({ level: one.level, hear: line(one.hear) })),
    next: data.next.map(({ ask, reply }) => ({ ask: line(ask), reply: line(reply) })),
  };
}
