/** What an exercise tells whoever runs it, once: whether it was right. */
export type ExerciseDone = CustomEvent<{ right: boolean }>;

/** `<sentence-choice>`: lets the reader mark one of its sentences, then shows which is wrong, and what is right. */
customElements.define(
  'sentence-choice',
  class extends HTMLElement {
    connectedCallback() {
      if (this.querySelector('form')) return;
      const list = this.querySelector('.sentences')!;
      const form = document.createElement('form');
      const set = document.createElement('fieldset');
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
      const check = document.createElement('button');
      check.textContent = 'Check';
      list.replaceWith(form);
      set.append(legend, list);
      form.append(set, check);
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        this.solve(Number(new FormData(form).get('wrong')));
        set.disabled = true;
        check.remove();
      });
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
      const solution = this.querySelector('details')!;
      solution.open = true;
      this.classList.add('is-done');
      const verdict = solution.querySelector<HTMLElement>('.verdict')!;
      const right = chosen === wrong;
      verdict.textContent = right
        ? `Yes, sentence ${wrong} is wrong.`
        : `No, sentence ${chosen} is true. Sentence ${wrong} is wrong.`;
      verdict.classList.add(right ? 'good' : 'bad');
      verdict.tabIndex = -1;
      verdict.focus();
      this.dispatchEvent(new CustomEvent('exercise-done', { bubbles: true, detail: { right } }));
    }
  },
);
