import { keep, recall } from './storage.ts';

const here = Number(document.querySelector('h1 .number')?.textContent);
if (here) keep('reading', here);

/** `<continue-reading>`: makes its link, which leads to the first answer, lead to the one that was opened last on this device. */
customElements.define(
  'continue-reading',
  class extends HTMLElement {
    connectedCallback() {
      this.show();
      // Whoever comes back by the browser's button finds the page as it was left.
      addEventListener('pageshow', () => this.show());
    }

    show() {
      const number = recall('reading');
      const rows = [...document.querySelectorAll<HTMLAnchorElement>('.questions a')];
      const row = rows.find((one) => Number(one.querySelector('b')?.textContent) === number);
      const link = this.querySelector('a');
      const question = row?.querySelector('span')?.cloneNode(true);
      if (!row || !link || !question) return;
      link.href = row.href;
      link.replaceChildren(`${number} `, question);
      this.querySelector('b')!.textContent = 'Continue with';
    }
  },
);
