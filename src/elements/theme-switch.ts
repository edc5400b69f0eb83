import { announce } from './announce.ts';
import { forget, keep } from './storage.ts';

/** `<theme-switch>`: its button goes to the other theme first, then back to the system's; the choice is kept on the device. */
customElements.define(
  'theme-switch',
  class extends HTMLElement {
    connectedCallback() {
      this.show();
      this.firstElementChild?.addEventListener('click', () => {
        const systems = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
        const other = systems === 'dark' ? 'light' : 'dark';
        const order = ['system', other, systems];
        const next = order[(order.indexOf(this.theme) + 1) % order.length] ?? 'system';
        if (next === 'system') {
          delete document.documentElement.dataset['theme'];
          forget('theme');
        } else {
          document.documentElement.dataset['theme'] = next;
          keep('theme', next as 'light' | 'dark');
        }
        this.show();
        announce(`Theme: ${next}`);
      });
    }
    get theme() {
      return document.documentElement.dataset['theme'] ?? 'system';
    }
    show() {
      this.firstElementChild?.setAttribute('aria-label', `Theme: ${this.theme}`);
    }
  },
);
