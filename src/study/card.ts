import type { Answer, Section } from '../lib/collections.ts';
import { plainText } from '../lib/text.ts';
import { readPins } from '../lib/versions.ts';

/** What the picture of a shared link shows. */
export interface Card {
  /** What the page is about: the question, as plain text. */
  title: string;
  /** Above it: the section, or what kind of page it is. */
  label: string;
  /** The number of the question, as a landmark. */
  number?: number;
  /** Below it, from left to right: the level, the release. */
  facts: string[];
}

/** Pixels of a card: what Open Graph readers show whole. */
export const cardSize = { width: 1200, height: 630 };
const proven = () => `proven on FastAPI ${readPins().get('fastapi')}`;

/** The card of an answer. */
export const answerCard = ({ data, number, section }: Answer): Card => ({
  title: plainText(data.question),
  label: section.title,
  number,
  facts: [data.level, proven()],
});

/** The card of a chapter. */
export const chapterCard = ({ title, answers }: Section): Card => ({
  title,
  label: 'Chapter',
  facts: [`${answers.length} questions`, proven()],
});

/** The card of a set: which questions are in it stands in the fragment of its link, which no server sees. */
export const setCard = (): Card => ({
  title: 'A set of FastAPI interview questions, to read, practice and share',
  label: 'Set',
  facts: [proven()],
});

/** The card of the index. */
export const topicsCard = (topics: unknown[]): Card => ({
  title: 'Every term of the FastAPI answers, A to Z',
  label: 'Index',
  facts: [`${topics.length} terms`, proven()],
});

/** The card of home and of every page that has none of its own. */
export const homeCard = (sections: Section[]): Card => ({
  title: 'FastAPI interview questions, answered and proven',
  label: `${sections.length} chapters`,
  facts: [`${sections.flatMap(({ answers }) => answers).length} questions`, proven()],
});
