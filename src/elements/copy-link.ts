import { copy } from './announce.ts';
import { onKey } from './shortcuts.ts';

/** `<copy-link data-question data-path>`: its button, or the key `c` for the answer in view, copies `Question — URL`, at the origin that the reader is at. */
customElements.define(
  'copy-link',
  class extends HTMLElement {
    connectedCallback() {
      this.firstElementChild?.addEventListener('click', () => this.copy());
    }
    copy() {
      const { question, path = '' } = this.dataset;
      void copy(`${question} — ${new URL(path, location.origin)}`, 'Link copied');
    }
  },
);

onKey('c', () => {
  const links = [...document.querySelectorAll<HTMLElement & { copy(): void }>('copy-link')];
  // The last whose head has passed the middle of the window belongs to the answer being read.
  const read = links.filter((one) => one.getBoundingClientRect().top < innerHeight / 2);
  (read.at(-1) ?? links[0])?.copy();
});
