import { makeForm, solve } from './solve.ts';

/** `<sentence-choice>`: lets the reader mark one of its sentences, then shows which is wrong, and what is right. */
customElements.define(
  'sentence-choice',
  class extends HTMLElement {
    connectedCallback() {
      if (this.querySelector('form')) return;
      const list = this.querySelector('.sentences')!;
      const place = document.createComment('');
      list.replaceWith(place);
      const legend = document.createElement('legend');
      legend.className = 'unseen';
      legend.textContent = 'Which sentence is wrong?';
      for (const [index, item] of [...list.children].entries()) {
        const label = document.createElement('label');
        const field = Object.assign(document.createElement('input'), { type: 'radio', name: 'wrong', required: true });
        field.value = String(index + 1);
        const text = document.createElement('span');
        text.append(...item.childNodes);
        label.append(field, text);
        item.append(label);
      }
      place.replaceWith(makeForm([legend, list], 'Check', (data) => this.solve(Number(data.get('wrong')))));
    }

    private solve(chosen: number) {
      const wrong = Number(this.dataset['wrong']);
      const items = this.querySelectorAll('.sentences > li');
      const item = items[wrong - 1]!;
      const struck = document.createElement('s');
      struck.append(...item.querySelector('label span')!.childNodes);
      item.querySelector('label span')!.append(struck);
      item.classList.add('is-wrong');
      items[chosen - 1]!.classList.add('is-chosen');
      const right = chosen === wrong;
      solve(
        this,
        right,
        right ? `Yes, sentence ${wrong} is wrong.` : `No, sentence ${chosen} is true. Sentence ${wrong} is wrong.`,
      );
    }
  },
);
