import { readdirSync } from 'node:fs';

/** The paths of all built pages but those that only forward, and the book: forty answers, which tests of its own see. */
export const paths = readdirSync('dist', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.html') && !/^(q\/|book\b)/.test(file))
  .map((file) => `/${file.replace(/(^|\/)index\.html$/, '$1')}`)
  .sort();

const sections = readdirSync('content', { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** What a page is: all chapters are of one kind, so are all answers, and all exercises of a chapter; any other page is its own. */
const kindOf = (path: string): string => {
  const [section, question, ...rest] = path.split('/').slice(1);
  if (section === 'practice' && rest[0]) return [section, question, 'section'].join('/');
  if (!sections.some(({ name }) => name === section)) return path;
  return ['section', question && 'question', ...rest].join('/');
};

/** The paths of all answers. */
export const answers = paths.filter((path) => kindOf(path) === 'section/question/');

/** The path of a page of each kind. */
export const kinds: ReadonlySet<string> = new Set(new Map(paths.map((path) => [kindOf(path), path])).values());

/** Pages that tests of their own see in all their states; here they are among the rest. */
const seenElsewhere = /^\/(practice|try|offline|set|take-away|cheat-sheet)\b|\/card\/$/;

/**
 * The pages to see in view number `part` (from 0) of `of`: a page of each kind that no other test sees so, and so many of the rest that
 * the views together see every page. `WHOLE=1`, set each night, sees every page in every view.
 */
export const share = (part: number, of: number): string[] =>
  process.env['WHOLE']
    ? paths
    : paths.filter((path, at) => (kinds.has(path) && !seenElsewhere.test(path)) || at % of === part);
