/** A choice of questions in an order of its own, as a link carries it. */
export interface QuestionSet {
  /** Numbers of the questions, each once. */
  numbers: number[];
  /** What its maker calls it; '' where it has no name. */
  title: string;
  /** What a newer site wrote into the link, as it stands there: it goes along. */
  rest: string[];
}

/** Characters of a title. */
const longest = 80;

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
};

const isHidden = (character: string) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character);

/** A title as it may be shown: one line, nothing unseen, no half of a character, not longer than a line. */
export const tidyTitle = (text: string): string =>
  [...text]
    .map((character) => (isHidden(character) ? ' ' : character))
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
    .replace(/\p{Cs}/gu, '')
    .trim();

/**
 * Reads the fragment of a link to a set, without `#`: `3,17,22&title=…`. What names no question of `known` comes back as `dropped`; a
 * question that is named again is not. Never throws.
 */
export function readSet(fragment: string, known: (number: number) => boolean): QuestionSet & { dropped: string[] } {
  const set = { numbers: [] as number[], title: '', rest: [] as string[], dropped: [] as string[] };
  const [first = '', ...others] = fragment.split('&');
  const keys = first.includes('=') ? [first, ...others] : others;
  const names = first.includes('=') ? [] : decode(first).split(',');
  for (const name of names.map((one) => one.trim()).filter(Boolean)) {
    // Where a link ends a sentence, chats take the stop for a part of it.
    const number = /^\d{1,6}[.;:!?)\]>"'”’]*$/.test(name) ? Number.parseInt(name, 10) : Number.NaN;
    if (!known(number)) set.dropped.push(name.slice(0, longest));
    else if (!set.numbers.includes(number)) set.numbers.push(number);
  }
  for (const key of keys.filter(Boolean)) {
    if (key.startsWith('title=')) set.title = tidyTitle(decode(key.slice('title='.length)));
    else set.rest.push(key);
  }
  return set;
}

/** The fragment that `readSet` reads, without `#`. */
export const writeSet = ({ numbers, title, rest }: QuestionSet): string =>
  [numbers.join(','), ...(title ? [`title=${encodeURIComponent(title)}`] : []), ...rest].join('&');

/** The set after the question at place `from` was put at place `to`, both from 0; the same where there is no such place. */
export function moved(numbers: number[], from: number, to: number): number[] {
  const number = numbers[from];
  if (number === undefined || to < 0 || to >= numbers.length) return numbers;
  return numbers.toSpliced(from, 1).toSpliced(to, 0, number);
}

/** Words as Markdown that shows them as they are: a title comes with a link, from whoever made it. */
const literal = (text: string): string => text.replace(/[\\`*_[\]<>~]|&(?=#?\w+;)/g, '\\$&');

/** A set as Markdown: its title, then a line with a link for each question. */
export const setMarkdown = (title: string, questions: { number: number; question: string; url: string }[]): string => {
  const lines = questions.map(({ number, question, url }) => `- ${number}. [${literal(question)}](${url})`);
  return [`## ${literal(title)}`, '', ...lines, ''].join('\n');
};
