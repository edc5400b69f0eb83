/** `<reading-bar>`: goes out of the way while one reads on, comes back on the way up; its menu closes on Escape, a choice, a tap outside. */
customElements.define(
  'reading-bar',
  class extends HTMLElement {
    connectedCallback() {
      const menu = this.querySelector('details');
      let last = scrollY;
      addEventListener(
        'scroll',
        () => {
          // A few pixels of a trembling finger are no direction.
          if (Math.abs(scrollY - last) < 8) return;
          this.toggleAttribute('data-away', scrollY > last && scrollY > 200 && !menu?.open);
          last = scrollY;
        },
        { passive: true },
      );
      this.addEventListener('focusin', () => this.removeAttribute('data-away'));
      const close = () => menu?.removeAttribute('open');
      addEventListener('click', ({ target }) => {
        const inside = this.contains(target as Node);
        if (!inside || (target as Element).closest('details a')) close();
      });
      this.addEventListener('keydown', ({ key }) => {
        if (key !== 'Escape' || !menu?.open) return;
        close();
        menu.querySelector('summary')?.focus();
      });
    }
  },
);
