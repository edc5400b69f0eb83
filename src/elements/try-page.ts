import { readRunLink, type SharedProgram } from '../run/link.ts';
import type { Runnable, Sent } from '../run/protocol.ts';
import { lacking, loadRuns } from './run/engine.ts';
import './run/run-bench.ts';
import type { RunBench } from './run/run-bench.ts';

const bench = document.querySelector('run-bench') as RunBench;
const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-example]')];

/** The code of an example and what it offers to send. */
const exampleOf = (button: HTMLButtonElement) => ({
  code: `${button.closest('details')?.querySelector('pre')?.textContent}\n`,
  ...(JSON.parse(button.dataset['example'] ?? '{}') as { requests: Sent[]; socket?: string }),
});

/** Nothing can be run: what stands in the bench says why. */
function refuse(reason: string) {
  const needs = bench.querySelector('p');
  if (needs) needs.textContent = reason;
  bench.dataset['ready'] = '';
}

const damaged =
  'The link to a program is damaged: part of it was lost on the way. Ask for it again; this is an empty application.';

/** What the page's link holds; undefined where it is none or, which the bench says, a damaged one. */
async function readLink(): Promise<SharedProgram | undefined> {
  if (!location.hash.startsWith('#run=')) return undefined;
  try {
    const { files, ...shared } = await readRunLink(location.hash);
    // A link of an answer's page may hold several files; the first is what can be run here.
    return { ...shared, files: { 'main.py': Object.values(files)[0] ?? '' } };
  } catch {
    bench.say(damaged);
    return undefined;
  }
}

async function open() {
  const lack = lacking();
  if (lack)
    return refuse(`This browser has no ${lack}, which running Python in a page needs. The examples below can be read.`);
  try {
    const runs = await loadRuns('try');
    const first = exampleOf(buttons[0]!);
    const program: Runnable = {
      file: 'main.py',
      app: 'main:app',
      files: [{ name: 'main.py', text: first.code }],
      env: {},
      packs: [],
      kind: 'http',
      steps: [],
      others: [],
    };
    const shared = await readLink();
    await bench.open({ runs, program, page: 'try/', name: '', shared, isFree: true });
    if (!shared) bench.offer(first.requests, first.socket);
    bench.dataset['ready'] = '';
  } catch {
    return refuse(
      'What runs Python here could not be loaded. Open the page again with a connection; the examples below can be read.',
    );
  }
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const { code, requests, socket } = exampleOf(button);
      bench.load(code, requests, socket);
    });
  }
  addEventListener('hashchange', async () => {
    const shared = await readLink();
    if (shared) bench.receive(shared);
  });
}
// A site that was built without Python says so where the bench would be.
if (bench.dataset['run']) void open();
