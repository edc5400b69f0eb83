/** Bytes that a file of public/ may have. */
const largest = 1024 * 1024;
/** What editors, systems and version control leave beside files. */
const litter = /(~|\.(bak|orig|rej|sw[a-p]|tmp|log)|^(Thumbs\.db|desktop\.ini)|^#.*#)$/i;

/** A file of public/, by its path there. */
export interface PublicFile {
  path: string;
  size: number;
  isLink: boolean;
}

/** What is wrong with the files of public/, which are published as they are: a sentence each. */
export function faultsOfPublic(files: PublicFile[]): string[] {
  return files.flatMap(({ path, size, isLink }) => {
    const steps = path.split(/[/\\]/);
    const name = steps.at(-1) ?? '';
    const hidden = steps.find((step) => step.startsWith('.') && step !== '.well-known');
    const say = (found: string, remedy: string) => [`public/${path} ${found}. ${remedy}`];
    if (isLink) return say('is a link', 'Put the file itself there.');
    if (hidden) return say(`is hidden (${hidden}) and would be published`, 'Move it out of public/.');
    if (litter.test(name)) return say('looks like the leftover of a tool and would be published', 'Remove it.');
    if (/\.html?$/i.test(name)) return say('is a page', 'Write it in src/pages, where it gets its policy and header.');
    if (size > largest) return say(`has ${size} bytes`, `Keep it below ${largest}: every reader of it waits.`);
    return [];
  });
}
