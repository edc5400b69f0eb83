import { type Mistake, mistakesIn, type Prediction, predictionsIn } from './exercises.ts';
import type { Answer } from '../lib/collections.ts';

/** A kind of exercise, which has pages of its own below `/practice/`. */
export interface ExerciseKind<Item extends { answer: Answer }> {
  /** What it is called, alone and with a chapter. */
  name: string;
  nameIn: (chapter: string) => string;
  /** What is to be done. */
  lead: string;
  /** What its pages say of themselves elsewhere. */
  description: string;
  descriptionOf: (chapter: string, count: number) => string;
  itemsOf: (answers: Answer[]) => Item[];
}

const mistakes: ExerciseKind<Mistake> = {
  name: 'Which sentence is wrong?',
  nameIn: (chapter) => `Which sentence is wrong? ${chapter}`,
  lead: 'Of the sentences of an exercise, one is what is often said and is not true. Mark it; what is true instead follows, with the run or the source that shows it.',
  description:
    'Exercises on what is often said of FastAPI and is not true: find the wrong sentence among true ones, then see the correction and its recorded run.',
  descriptionOf: (chapter, count) =>
    `${count} exercises on ${chapter}: find the sentence that is often said and not true among true ones, then see the correction and its recorded run.`,
  itemsOf: mistakesIn,
};

const predict: ExerciseKind<Prediction> = {
  name: 'Predict the output',
  nameIn: (chapter) => `Predict the output: ${chapter}`,
  lead: 'Read a program and a request, and say what comes back: the status, and as much of the body as you like. Then compare it with what was recorded when the program ran. The programs stand here without their comments.',
  description:
    'Exercises with FastAPI programs that have run: read the code and a request, say which status and body come back, and compare with the record.',
  descriptionOf: (chapter, count) =>
    `${count} exercises on ${chapter}: read a program and a request, say which status and body come back, and compare with what was recorded.`,
  itemsOf: predictionsIn,
};

/** The kinds of exercises, by the folder of their pages. */
export const exerciseKinds = { mistakes, predict };
export type ExerciseKindName = keyof typeof exerciseKinds;
