import type { Answer, Section } from '../lib/collections.ts';
import { plainText } from '../lib/text.ts';
import { readPins } from '../lib/versions.ts';

/** What the picture of a shared link shows. */
export interface ShareImage {
  /** What the page is about: the question, as plain text. */
  title: string;
  /** Above it: the section, or what kind of page it is. */
  label: string;
  /** The number of the question, as a landmark. */
  number?: number;
  /** Below it, from left to right: the level, the release. */
  facts: string[];
}

/** Pixels of a share image: what Open Graph readers show whole. */
export const shareImageSize = { width: 1200, height: 630 };
const proven = () => `proven on FastAPI ${readPins().get('fastapi')}`;

/** The share image of an answer. */
export const answerImage = ({ data, number, section }: Answer): ShareImage => ({
  title: plainText(data.question),
  label: section.title,
  number,
  facts: [data.level, proven()],
});

/** The share image of a chapter. */
export const chapterImage = ({ title, answers }: Section): ShareImage => ({
  title,
  label: 'Chapter',
  facts: [`${answers.length} questions`, proven()],
});

/** The share image of a set: which questions are in it stands in the fragment of its link, which no server sees. */
export const setImage = (): ShareImage => ({
  title: 'A set of FastAPI interview questions, to read, practice and share',
  label: 'Set',
  facts: [proven()],
});

/** The share image of the index. */
export const topicsImage = (topics: unknown[]): ShareImage => ({
  title: 'Every term of the FastAPI answers, A to Z',
  label: 'Index',
  facts: [`${topics.length} terms`, proven()],
});

/** The share image of home and of every page that has none of its own. */
export const homeImage = (sections: Section[]): ShareImage => ({
  title: 'FastAPI interview questions, answered and proven',
  label: `${sections.length} chapters`,
  facts: [`${sections.flatMap(({ answers }) => answers).length} questions`, proven()],
});
