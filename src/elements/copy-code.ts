import { copy } from './announce.ts';

/** `<copy-code>`: its button copies the whole text of the program in the same figure, whatever part of it is shown. */
customElements.define(
  'copy-code',
  class extends HTMLElement {
    connectedCallback() {
      this.firstElementChild?.addEventListener('click', () => {
        const figure = this.closest('figure');
        const code = figure?.querySelector<HTMLElement>('.whole pre') ?? figure?.querySelector('pre');
        if (!code) return;
        void copy(`${code.textContent}\n`, 'Code copied', code);
      });
    }
  },
);
