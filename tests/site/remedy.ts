import { readForwards } from '../../src/lib/forwards.ts';
import { nearest } from '../../src/check/near.ts';
import { forwardOf, type Page } from './pages.ts';
import { split } from './permalinks.ts';

const once = <T>(items: T[]) => [...new Set(items)];
/** What an id is of: a test, a source, a program or one of its steps, or a part with words of its own. */
const kindOf = (id: string) =>
  /^q\d+-(?:[\w-]+\.)?test_/.test(id)
    ? 'test'
    : /-source-\d+$/.test(id)
      ? 'source'
      : id.includes('.')
        ? 'program'
        : 'part';
const numberIn = (fragment = '') => /^q(\d+)/.exec(fragment)?.[1];

/** What lock and build tell of answers by their numbers, which stay: where each stood, where it is now, and its ids there. */
function trace(lock: string[], pages: Map<string, Page>) {
  const numbersOn = (path: string) =>
    once(lock.map(split).flatMap(([one, fragment]) => (one === path && numberIn(fragment)) || []));
  /** The path of answer `number`, or with `chapter` that of its chapter. */
  const pathOf = (number: string, chapter: boolean) => {
    const short = pages.get(`/q/${number}/`);
    const path = short && forwardOf(short);
    return path && pages.has(path) ? path.replace(chapter ? /[^/]+\/$/ : '', '') : undefined;
  };
  const idsOf = (number: string) =>
    once([true, false].flatMap((chapter) => [...(pages.get(pathOf(number, chapter) ?? '')?.ids ?? [])])).filter(
      (id) => numberIn(id) === number,
    );
  return { numbersOn, pathOf, idsOf };
}

/** A line of content/forwards.yaml; what cannot be known stands in angle brackets. */
function line(old: string, candidates: string[], forwards: { [old: string]: string }): string {
  const target = candidates.length > 1 ? `<one of ${candidates.join(', ')}>` : (candidates[0] ?? '<what replaces it>');
  return `  ${old}: ${target}${forwards[old] ? ` # instead of ${forwards[old]}` : ''}`;
}

/**
 * What to do about the lost addresses of a build: the lines for content/forwards.yaml, ready to paste. An old page leads to
 * where its answers are now, an old fragment to the one of its answer that is not locked yet.
 */
export function remedy(gone: string[], lock: string[], pages: Map<string, Page>): string {
  const { numbersOn, pathOf, idsOf } = trace(lock, pages);
  const forwards = readForwards();
  const known = new Set(lock.map((address) => split(address)[1]));

  const paths = gone.filter((address) => numbersOn(address).length > 0 || /^\/q\/\d+\/$/.test(address));
  const pageLines = paths.map((path) => {
    const isChapter = /^\/[^/]+\/$/.test(path);
    return line(path, once(numbersOn(path).flatMap((number) => pathOf(number, isChapter) ?? [])), forwards.pages);
  });

  const ids = once(gone.flatMap((address) => split(address)[1] ?? [])).filter(
    (id) => numberIn(id) && !idsOf(numberIn(id)!).includes(id),
  );
  const fragmentLines = ids.map((id) => {
    const alike = idsOf(numberIn(id)!).filter((one) => !(one in forwards.fragments) && kindOf(one) === kindOf(id));
    const fresh = alike.filter((one) => !known.has(one));
    return line(id, nearest(id, fresh.length > 0 ? fresh : alike), forwards.fragments);
  });

  /** What no line brings back: a page without answers, or a part of an answer that stands under another number now. */
  const moving = new Set(paths.flatMap(numbersOn));
  const stray = gone.filter((address) => {
    const [, fragment = ''] = split(address);
    const number = numberIn(fragment);
    return !(
      paths.includes(address) ||
      ids.includes(fragment) ||
      paths.includes(`/${fragment}/`) ||
      (number && moving.has(number))
    );
  });
  const block = (title: string, lines: string[]) => (lines.length > 0 ? [title, ...lines] : []);
  return [
    `${gone.length} published addresses are gone, the first is ${gone[0]}.`,
    ...block('Add to content/forwards.yaml:', [...block('pages:', pageLines), ...block('fragments:', fragmentLines)]),
    ...block(
      'Bring back, for no line can forward it (an answer keeps its number):',
      stray.map((one) => `  ${one}`),
    ),
  ].join('\n');
}
