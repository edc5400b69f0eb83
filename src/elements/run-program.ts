import { announce } from './announce.ts';

const load = () => import('./run/open-bench.ts');
const unreached = () => announce('What runs programs could not be loaded: load the page again, with a connection');

// Where a browser can run no Python at all, nothing offers it.
const can = 'Worker' in window && 'WebAssembly' in window;
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-run]')) {
  button.hidden = !can;
  button.ariaLabel = `${button.textContent.trim()} ${button.closest('figure')?.querySelector('pre')?.ariaLabel}`;
  button.onclick = () => void load().then(({ openBench }) => openBench(button), unreached);
}

/** A link with code opens a bench with it; nothing runs before the reader says so. */
const openLink = () => {
  if (location.hash.startsWith('#run=') && !document.querySelector('[data-run=try]'))
    void load().then(({ openLink }) => openLink(), unreached);
};
addEventListener('hashchange', openLink);
openLink();
