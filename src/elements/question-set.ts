import { moved, type QuestionSet, readSet, setMarkdown, tidyTitle, writeSet } from '../study/sets.ts';
import { announce, copy } from './announce.ts';

/**
 * `<question-set>`: shows the questions that the address's fragment names, in its order, and writes what the reader changes there. Its
 * list of all questions is the store of items: one that is chosen moves over and back.
 */
customElements.define(
  'question-set',
  class extends HTMLElement {
    /** All items in reading order. */
    private items: HTMLElement[] = [];
    private set: QuestionSet = { numbers: [], title: '', rest: [] };

    connectedCallback() {
      this.items = [...this.querySelectorAll<HTMLElement>('li[data-number]')];
      for (const one of this.querySelectorAll<HTMLElement>('.set-tools, .set-moves, .set-star')) one.hidden = false;
      this.one('.set-scriptless').remove();
      this.one('[data-do=share]').hidden = !('share' in navigator);
      this.addEventListener('click', (event) => {
        const button = (event.target as HTMLElement).closest<HTMLElement>('[data-do]');
        if (button) this.act(button);
      });
      this.field.addEventListener('input', () => this.change({ title: tidyTitle(this.field.value) }));
      addEventListener('hashchange', () => this.open());
      this.open();
    }

    private one<Found extends HTMLElement>(selector: string): Found {
      return this.querySelector<Found>(selector)!;
    }
    private get field() {
      return this.one<HTMLInputElement>('input');
    }
    private item(number: number): HTMLElement | undefined {
      return this.items.find(({ dataset }) => dataset['number'] === String(number));
    }
    private get name() {
      return this.set.title || 'A set of questions';
    }
    private get link() {
      return `${location.origin}${location.pathname}#${writeSet(this.set)}`;
    }

    /** Reads the address anew. */
    private open() {
      const { dropped, ...set } = readSet(location.hash.slice(1), (number) => this.item(number) !== undefined);
      this.set = set;
      this.field.value = set.title;
      const note = this.one('.set-note');
      note.hidden = dropped.length === 0;
      note.textContent = dropped.length
        ? `The link was damaged, or is of another edition. Left out: ${dropped.slice(0, 8).join(', ')}${dropped.length > 8 ? ' …' : ''}.`
        : '';
      this.one<HTMLDetailsElement>('.set-others').open = set.numbers.length === 0;
      this.show();
    }

    /** Takes a change over, into the address too. */
    private change(change: Partial<QuestionSet>) {
      this.set = { ...this.set, ...change };
      history.replaceState(history.state, '', `#${writeSet(this.set)}`);
      this.show();
    }

    private show() {
      const { numbers } = this.set;
      const heading = document.querySelector('h1');
      if (heading) heading.textContent = this.name;
      const chosen = numbers.map((number) => this.item(number)!);
      this.one('.set-chosen').replaceChildren(...chosen);
      this.one('.set-others ol').replaceChildren(...this.items.filter((item) => !chosen.includes(item)));
      for (const item of this.items) {
        const isIn = chosen.includes(item);
        const star = item.querySelector('.set-star')!;
        star.setAttribute('aria-pressed', String(isIn));
        star.querySelector('[aria-hidden]')!.textContent = isIn ? '★' : '☆';
      }
      for (const one of this.querySelectorAll<HTMLButtonElement>('.set-tools button'))
        one.disabled = numbers.length === 0;
    }

    private act(button: HTMLElement) {
      const number = Number(button.closest<HTMLElement>('[data-number]')?.dataset['number']);
      const { numbers } = this.set;
      const at = numbers.indexOf(number);
      switch (button.dataset['do']) {
        case 'star':
          this.change({ numbers: at < 0 ? [...numbers, number] : numbers.toSpliced(at, 1) });
          announce(at < 0 ? `Question ${number} is in the set` : `Question ${number} is out of the set`);
          break;
        case 'earlier':
        case 'later': {
          const to = at + (button.dataset['do'] === 'later' ? 1 : -1);
          this.change({ numbers: moved(numbers, at, to) });
          if (this.set.numbers[to] === number) announce(`Question ${number} is now number ${to + 1} of the set`);
          break;
        }
        case 'link':
          void copy(`${this.name} — ${this.link}`, `Link to ${numbers.length} questions copied`);
          break;
        case 'markdown':
          void copy(this.markdown(), 'Copied as Markdown');
          break;
        case 'code':
          void this.drawCode();
          break;
        case 'share':
          navigator.share({ title: this.name, url: this.link }).catch(() => undefined);
          break;
        case 'print':
          print();
          break;
      }
      // What was pressed has moved with its item.
      button.focus();
    }

    private markdown(): string {
      const questions = this.set.numbers.map((number) => {
        const { question = '', short = '' } = this.item(number)!.dataset;
        return { number, question, url: new URL(short, location.origin).href };
      });
      return setMarkdown(this.name, questions);
    }

    private async drawCode() {
      const dialog = this.one<HTMLDialogElement>('dialog');
      try {
        const { renderSVG } = await import('uqr');
        dialog.firstElementChild!.innerHTML = renderSVG(this.link, { border: 2 });
        dialog.showModal();
      } catch {
        announce('The QR code could not be drawn; copy the link instead');
      }
    }
  },
);
