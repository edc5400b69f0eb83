import { readRunLink, type SharedProgram } from '../../run/link.ts';
import { make } from './dom.ts';
import { lacking, loadRuns, pageAddress } from './engine.ts';
import type { Job } from './job.ts';
import { RunBench } from './run-bench.ts';

/** The file that a figure shows. */
const fileOf = (button: Element) => button.closest('figure')?.querySelector('pre')?.getAttribute('aria-label') ?? '';

/** Says in place what stands in the way; `at` is the element that it comes last in. */
function refuse(at: Element, ...sentence: (string | Node)[]) {
  at.querySelector(':scope > .bench-refusal')?.remove();
  at.append(make('p', { class: 'note bench-refusal', role: 'alert' }, ...sentence));
}

/** Puts the reason why a program is not run where its button was. */
function tellWhy(button: HTMLElement, reason: string, bench: RunBench) {
  const why = make('span', { class: 'bench-reason', tabindex: '-1' }, `Not run here: ${reason}`);
  button.closest('figcaption')?.append(why);
  button.remove();
  bench.remove();
  why.focus();
}

/** Opens the bench of the program whose button was pressed, beneath its code; where it is open, goes there. */
export async function openBench(button: HTMLElement, shared?: SharedProgram): Promise<void> {
  const figure = button.closest('figure')!;
  const folder = button.dataset['run'] ?? '';
  const lack = lacking();
  if (lack) return refuse(figure, `This browser has no ${lack}, which running Python in a page needs.`);
  const open = figure.querySelector('run-bench');
  if (open && !shared) return open.querySelector<HTMLElement>('section')?.focus();
  open?.remove();
  figure.querySelector(':scope > .bench-refusal')?.remove();
  const bench = new RunBench();
  (figure.querySelector(':scope > .whole') ?? figure.querySelector(':scope > .code') ?? figure.lastElementChild)?.after(
    bench,
  );
  bench.addEventListener('close', () => button.focus());
  try {
    const file = fileOf(button);
    const runs = await loadRuns(folder);
    const absent = runs.absent.find((one) => one.file === file);
    if (absent) return tellWhy(button, absent.reason, bench);
    const program = runs.programs.find((one) => one.file === file);
    if (!program) throw new Error(`${file} is not among the programs that run here.`);
    const job: Job = { runs, program, page: `${folder}/`, name: file, shared };
    await bench.open(job);
  } catch (error) {
    bench.remove();
    const reason = navigator.onLine ? (error as Error).message : 'Your browser is offline.';
    refuse(figure, `What is needed to run this could not be loaded: ${reason} The recorded runs stand below.`);
  }
}

/** Opens the program of the link that the page was opened with, and runs nothing; a damaged link is said to be one. */
export async function openLink(): Promise<void> {
  const main = document.querySelector('main')!;
  main.querySelector(':scope > .bench-link')?.remove();
  const warn = (...sentence: (string | Node)[]) =>
    main.prepend(make('p', { class: 'bench-notice bench-link bounds', role: 'alert' }, ...sentence));
  let shared: SharedProgram;
  try {
    shared = await readRunLink(location.hash);
  } catch {
    warn(
      'The link to a changed program is damaged: part of it was lost on the way. Ask for it again; this page shows the original.',
    );
    return;
  }
  const button = [...document.querySelectorAll<HTMLElement>('button[data-run]')].find(
    (one) => fileOf(one) === shared.program,
  );
  if (button) {
    for (let fold = button.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
      fold.open = true;
    await openBench(button, shared);
    button.closest('figure')?.querySelector('run-bench')?.scrollIntoView();
    return;
  }
  const free = make('a', { href: pageAddress('try/') + location.hash }, 'Open its code in an empty page');
  warn(`The link is to a program, ${shared.program || 'main.py'}, that this page does not have. `, free, '.');
}
