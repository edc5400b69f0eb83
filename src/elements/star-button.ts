import { loadOnDemand } from './load-on-demand.ts';
import { onKey } from './shortcuts.ts';
import { starred } from './stars.ts';

/** A button that stars a question and shows whether it is starred, with `text` after its star. */
export function starButton(number: number, text = ''): HTMLButtonElement {
  const button = document.createElement('button');
  button.className = 'star screen-only';
  button.ariaLabel = `Star question ${number}`;
  const show = () => {
    const isOn = starred().includes(number);
    button.ariaPressed = String(isOn);
    button.textContent = (isOn ? '★' : '☆') + text;
  };
  button.onclick = () => loadOnDemand().then(({ toggleStar }) => toggleStar(number));
  // Another tab, or the page before, may have changed them.
  for (const event of ['stars', 'storage', 'pageshow']) addEventListener(event, show);
  show();
  return button;
}

for (const row of document.querySelectorAll('.questions li:not(question-set li)')) {
  row.append(starButton(Number(row.querySelector('b')?.textContent)));
}
onKey('s', () => loadOnDemand().then(({ toggleStar }) => toggleStar()));
