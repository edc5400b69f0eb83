import { moved, type QuestionSet, readSet, setMarkdown, tidyTitle, writeSet } from '../study/sets.ts';
import { announce, copy } from './announce.ts';
import { starred } from './stars.ts';
import { keepStars } from './toggle-star.ts';

/**
 * `<question-set data-notes>`: shows the questions that the address's fragment names, in its order, and writes what the reader changes
 * there. Without a fragment it shows the starred ones; while it shows exactly those, a change of them is a change of the stars. Its list
 * of all questions is the store of items: one that is chosen moves over and back.
 */
customElements.define(
  'question-set',
  class extends HTMLElement {
    /** All items in reading order. */
    private items: HTMLElement[] = [];
    private set: QuestionSet = { numbers: [], title: '', rest: [] };
    /** Whether these are the reader's starred questions. */
    private isMine = false;

    connectedCallback() {
      this.items = [...this.querySelectorAll<HTMLElement>('li[data-number]')];
      for (const one of this.querySelectorAll<HTMLElement>('.set-tools, .set-moves, .set-choose')) one.hidden = false;
      this.one('.set-scriptless').remove();
      this.one('[data-do=share]').hidden = !('share' in navigator);
      this.addEventListener('click', (event) => {
        const button = (event.target as HTMLElement).closest<HTMLButtonElement>('[data-do]');
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
      return this.set.title || (this.isMine ? 'My set' : 'A set of questions');
    }
    private get link() {
      return `${location.origin}${location.pathname}#${writeSet(this.set)}`;
    }
    /** The starred questions that there still are. */
    private get stars() {
      return starred().filter((number) => this.item(number));
    }

    /** Reads the address anew. */
    private open() {
      if (!location.hash && this.stars.length > 0) history.replaceState(history.state, '', `#${this.stars}`);
      const { dropped, ...set } = readSet(location.hash.slice(1), (number) => this.item(number) !== undefined);
      this.set = set;
      this.isMine = set.numbers.length > 0 && String(set.numbers) === String(this.stars);
      this.field.value = set.title;
      const note = this.one('.set-note');
      note.hidden = dropped.length === 0;
      note.textContent = dropped.length
        ? `The link was damaged, or is of another edition. Left out: ${dropped.slice(0, 8).join(', ')}${dropped.length > 8 ? ' …' : ''}.`
        : '';
      this.one<HTMLDetailsElement>('.set-others').open = set.numbers.length === 0;
      this.show();
    }

    /** Takes a change over, into the address too, and into the stars where these are the starred ones. */
    private change(change: Partial<QuestionSet>) {
      this.set = { ...this.set, ...change };
      if (this.isMine) keepStars(this.set.numbers);
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
        const button = item.querySelector<HTMLElement>('.set-choose')!;
        button.ariaLabel = `${isIn ? 'Remove' : 'Add'} question ${item.dataset['number']}`;
        button.textContent = isIn ? '×' : '+';
        for (const [at, move] of ['earlier', 'later'].entries()) {
          const end = at ? chosen.at(-1) : chosen[0];
          item.querySelector<HTMLButtonElement>(`[data-do=${move}]`)!.disabled = item === end;
        }
      }
      for (const one of this.querySelectorAll<HTMLButtonElement>('.set-tools button')) {
        one.disabled = numbers.length === 0 && one.dataset['do'] !== 'mine';
      }
      for (const way of this.querySelectorAll<HTMLAnchorElement>('.set-way')) {
        way.hash = writeSet(this.set);
        way.hidden = numbers.length === 0;
      }
      this.one('.set-mine').hidden = !this.isMine;
      this.one('.set-mine').textContent = this.isMine
        ? 'Your starred questions: what you change here changes your stars.'
        : '';
      this.one('[data-do=keep]').hidden = this.isMine;
      this.one('[data-do=new]').hidden = numbers.length === 0;
      this.one('[data-do=mine]').hidden = this.isMine || this.stars.length === 0;
    }

    private act(button: HTMLButtonElement) {
      const number = Number(button.closest<HTMLElement>('[data-number]')?.dataset['number']);
      const { numbers } = this.set;
      const at = numbers.indexOf(number);
      switch (button.dataset['do']) {
        case 'choose':
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
          void copy(`${this.name} — ${this.link}`, `Link to ${count(numbers.length)} copied`);
          break;
        case 'markdown':
          void copy(this.markdown(), `${count(numbers.length)} copied as Markdown`);
          break;
        case 'deck':
          void this.saveDeck(button);
          break;
        case 'code':
          void this.drawCode();
          break;
        case 'share':
          navigator.share({ title: this.name, text: this.name, url: this.link }).catch(() => undefined);
          break;
        case 'print':
          print();
          break;
        case 'keep':
          this.addToMine();
          break;
        case 'mine':
        case 'new':
          location.hash = button.dataset['do'] === 'mine' ? String(this.stars) : 'title=';
          break;
      }
      // What was pressed has moved with its item, or cannot be pressed again.
      (button.disabled
        ? (button.parentElement?.querySelector<HTMLButtonElement>(':enabled') ?? button)
        : button
      ).focus();
    }

    private addToMine() {
      const stars = [...new Set([...this.stars, ...this.set.numbers])];
      const isKept = keepStars(stars);
      announce(`My set has ${count(stars.length)}${isKept ? '' : ', on this page only: the browser keeps nothing'}`);
      this.isMine = String(stars) === String(this.set.numbers);
      this.show();
    }

    private markdown(): string {
      const questions = this.set.numbers.map((number) => {
        const { question = '', short = '' } = this.item(number)!.dataset;
        return { number, question, url: new URL(short, location.origin).href };
      });
      return setMarkdown(this.name, questions);
    }

    /** Makes the deck of these questions here, and has the browser save it. */
    private async saveDeck(button: HTMLButtonElement) {
      const { numbers } = this.set;
      button.disabled = true;
      announce('Making the deck …');
      try {
        const { makeDeck } = await import('./set-deck.ts');
        const url = URL.createObjectURL(await makeDeck(this.dataset['notes']!, numbers));
        const slug =
          this.name
            .toLowerCase()
            .match(/[a-z0-9]+/g)
            ?.join('-') ?? 'set';
        Object.assign(document.createElement('a'), { href: url, download: `fastapi-${slug}.apkg` }).click();
        setTimeout(() => URL.revokeObjectURL(url), 60_000);
        announce(`Deck of ${count(numbers.length)} saved: open it with Anki`);
      } catch {
        announce('The deck could not be made: what it needs did not arrive');
      }
      button.disabled = false;
      button.focus();
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

const count = (many: number) => (many === 1 ? '1 question' : `${many} questions`);
