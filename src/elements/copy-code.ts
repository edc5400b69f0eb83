import { copy } from './announce.ts';

/** `<copy-code>`: its button copies the exact text of the program in the same figure. */
customElements.define(
  'copy-code',
  class extends HTMLElement {
    connectedCallback() {
      this.firstElementChild?.addEventListener('click', () => {
        const code = this.closest('figure')?.querySelector('pre')?.textContent ?? '';
        void copy(`${code}\n`, 'Code copied');
      });
    }
  },
);
