/**
 * `<search-page data-index>`: turns the form of /search/ into the search box, at once if the address has `?q=`, else when the field
 * gets the focus. The address follows the words; while there are none, the list of all questions stays.
 */
export {};

customElements.define(
  'search-page',
  class extends HTMLElement {
    connectedCallback() {
      const field = this.querySelector('input')!;
      const query = new URLSearchParams(location.search).get('q') ?? '';
      // Whoever was quicker than this script has the focus, or words, already.
      field.value ||= query;
      if (field.value || document.activeElement === field) void this.begin(field);
      else field.addEventListener('focus', () => void this.begin(field), { once: true });
    }

    async begin(field: HTMLInputElement) {
      const { SearchBox } = await import('./search-dialog.ts');
      if (!field.isConnected) return;
      const box = new SearchBox();
      box.dataset['index'] = this.dataset['index'];
      const rest = document.querySelector<HTMLElement>('#all-questions')!;
      let timer: ReturnType<typeof setTimeout>;
      const follow = () => {
        const words = box.input.value.trim();
        rest.hidden = words !== '';
        box.toggleAttribute('data-idle', !words);
        clearTimeout(timer);
        timer = setTimeout(() => {
          const address = new URL(location.href);
          address.search = words && `?${new URLSearchParams({ q: words })}`;
          history.replaceState(history.state, '', address);
        }, 300);
      };
      box.addEventListener('input', follow);
      this.replaceChildren(box);
      void box.ask(field.value);
      follow();
    }
  },
);
