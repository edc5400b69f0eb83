import { announce } from './announce.ts';

const themes = ['system', 'light', 'dark'] as const;
const signs = { system: '◐', light: '☀', dark: '☾' };

/** `<theme-switch>`: its button goes from system to light to dark; the choice is kept on the device. */
customElements.define(
  'theme-switch',
  class extends HTMLElement {
    connectedCallback() {
      this.show();
      this.firstElementChild?.addEventListener('click', () => {
        const next = themes[(themes.indexOf(this.theme) + 1) % themes.length] ?? 'system';
        if (next === 'system') {
          localStorage.removeItem('theme');
          delete document.documentElement.dataset['theme'];
        } else {
          localStorage.setItem('theme', next);
          document.documentElement.dataset['theme'] = next;
        }
        this.show();
        announce(`Theme: ${next}`);
      });
    }
    get theme() {
      return themes.find((one) => one === document.documentElement.dataset['theme']) ?? 'system';
    }
    show() {
      const button = this.firstElementChild;
      if (!button) return;
      button.textContent = signs[this.theme];
      button.setAttribute('aria-label', `Theme: ${this.theme}`);
    }
  },
);
