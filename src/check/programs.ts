import { homeIn } from './characters.ts';
import type { Report } from './report.ts';
import { openWords } from './language.ts';

/** A line that means to begin or end a region. */
const marker = /^\s*(?:#|\/\/)\s*(end)?region\b(.*)$/;
/** How it must be written. */
const right = /^\s*(?:#|\/\/) (?:region [a-z0-9]+(-[a-z0-9]+)*|endregion)$/;

/** A comment that means to mark the line before it as the point, and how that is written. */
const marksPoint = /(?:^|\s)(?:#|\/\/)\s*points?(?::.*|[^\w\s]*)$/i;
const rightPoint = /\S\s*(?:#|\/\/) point$/;

/** Checks the text of a program: something to show, points as they are read, regions that begin and end once, no end left loose. */
export function checkProgram(report: Report, path: string, text: string): void {
  if (text.trim() === '') report.add(path, 'the file', 'is empty', 'Write the program, or remove it.');
  const known = new Set<string>();
  let open: { name: string; at: string } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const at = `line ${index + 1}`;
    const word = openWords.exec(line)?.[0];
    if (word) report.add(path, at, `says "${word}"`, 'Finish it; nothing is left open on the site.');
    const home = homeIn(line);
    if (home)
      report.add(path, at, `names "${home}", a folder of one machine`, 'Name one that any machine has, or none.');
    if (marksPoint.test(line) && !rightPoint.test(line)) {
      report.add(
        path,
        at,
        `has "${line.trim()}"`,
        'End the line that makes the point with "  # point", and nothing more.',
      );
    }
    const [, end, rest = ''] = marker.exec(line) ?? [];
    if (!marker.test(line)) continue;
    const name = rest.trim();
    if (!right.test(line)) {
      report.add(path, at, `has "${line.trim()}"`, 'Write "# region name", in lower case with "-", and "# endregion".');
    } else if (end) {
      if (!open)
        report.add(path, at, 'ends a region that does not begin', 'Remove it, or write "# region name" above.');
    } else {
      if (open) report.add(path, at, `begins "${name}" within "${open.name}"`, 'End one before the next begins.');
      if (known.has(name)) report.add(path, at, `begins "${name}" a second time`, 'Give it a name of its own.');
      known.add(name);
    }
    open = end ? undefined : { name, at };
  }
  if (open) report.add(path, open.at, `begins "${open.name}", which does not end`, 'Write "# endregion" below.');
}
