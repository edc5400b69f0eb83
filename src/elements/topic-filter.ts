export {};

const wordsOf = (text: string) => text.toLowerCase().split(/\s+/).filter(Boolean);

/** `<topic-filter>`: shows the terms of the index that have all words of its field, or of `?q=`, in their own line; all without words. */
customElements.define(
  'topic-filter',
  class extends HTMLElement {
    connectedCallback() {
      const field = this.querySelector('input')!;
      const said = this.querySelector('p')!;
      field.value ||= new URLSearchParams(location.search).get('q') ?? '';
      const terms = [...document.querySelectorAll<HTMLElement>('.term')];
      const texts = terms.map((term) => term.textContent.toLowerCase());
      const show = () => {
        // A plural finds the singular.
        const words = wordsOf(field.value).map((word) => word.replace(/(?<=..)s$/, ''));
        let count = 0;
        for (const [index, term] of terms.entries()) {
          term.hidden = !words.every((word) => texts[index]!.includes(word));
          if (!term.hidden) count += 1;
        }
        for (const letter of document.querySelectorAll<HTMLElement>('.letter')) {
          letter.hidden = !letter.querySelector('.term:not([hidden])');
        }
        said.textContent = words.length > 0 ? `${count || 'No'} ${count === 1 ? 'term' : 'terms'}` : '';
      };
      field.addEventListener('input', show);
      this.addEventListener('submit', (event) => event.preventDefault());
      if (field.value) show();
    }
  },
);
