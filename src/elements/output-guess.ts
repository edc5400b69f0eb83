import { differenceOf, linesOf, type Piece, wordsIn } from '../study/difference.ts';
import { makeForm, solve } from './solve.ts';

/** Words that a sentence about a difference names at most. */
const most = 8;

/** `<output-guess>`: lets the reader say what comes back, then shows what did, and where the two differ. */
customElements.define(
  'output-guess',
  class extends HTMLElement {
    connectedCallback() {
      if (this.querySelector('form')) return;
      const legend = document.createElement('legend');
      legend.textContent = 'Status';
      const statuses = document.createElement('div');
      statuses.className = 'statuses';
      for (const name of this.dataset['statuses']!.split('|')) {
        const label = document.createElement('label');
        const field = Object.assign(document.createElement('input'), { type: 'radio', name: 'status', required: true });
        field.value = name;
        label.append(field, name);
        statuses.append(label);
      }
      const label = document.createElement('label');
      label.className = 'guess';
      const text = Object.assign(document.createElement('textarea'), { name: 'body', spellcheck: false });
      text.autocapitalize = 'off';
      label.append('The body, or the words of it that tell (you may leave it empty)', text);
      this.querySelector('.task')!.append(
        makeForm([legend, statuses, label], 'Compare', (data) =>
          this.solve(String(data.get('status')), String(data.get('body')).trim()),
        ),
      );
    }

    private solve(status: string, body: string) {
      const recorded = this.dataset['status']!;
      const right = status === recorded;
      const shown = this.querySelector('.body');
      if (body) {
        const pieces = differenceOf(body, shown?.textContent ?? '');
        const compared = document.createElement('p');
        compared.textContent = sayDifference(pieces);
        this.querySelector('.verdict')!.after(compared);
        shown?.replaceChildren(...linesOf(pieces).map(drawLine));
      }
      solve(this, right, right ? `${recorded}, as you said.` : `${recorded}. You said ${status}.`);
    }
  },
);

const listed = (words: string[]) => words.slice(0, most).join(', ') + (words.length > most ? ' …' : '');

/** A difference for the ear: which words were not predicted, and which were and are not there. */
function sayDifference(pieces: Piece[]): string {
  const [mine, missed] = [wordsIn(pieces, 'first'), wordsIn(pieces, 'second')];
  if (mine.length + missed.length === 0) return 'The body has the words you wrote.';
  return [
    missed.length > 0 && `The body also has: ${listed(missed)}.`,
    mine.length > 0 && `Only you wrote: ${listed(mine)}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function drawLine(pieces: Piece[]): HTMLElement {
  const line = document.createElement('span');
  line.className = pieces.some((piece) => piece.in !== 'both') ? 'line differs' : 'line';
  for (const { text, in: side } of pieces) {
    if (side === 'both') line.append(text);
    else {
      const piece = document.createElement(side === 'first' ? 'del' : 'ins');
      piece.textContent = text;
      line.append(...(side === 'first' ? [' ', piece, ' '] : [piece]));
    }
  }
  return line;
}
