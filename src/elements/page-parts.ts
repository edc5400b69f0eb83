/**
 * `<page-parts>`: marks the link to the part that is being read, opens the `<details>` it stands in, and writes its name where its
 * navigation says where one is (`data-here`).
 */
customElements.define(
  'page-parts',
  class extends HTMLElement {
    connectedCallback() {
      const links = [...this.querySelectorAll('a')];
      const parts = links.flatMap((link) => {
        const part = document.getElementById(link.hash.slice(1));
        return part ? [{ link, part }] : [];
      });
      const here = this.closest('nav')?.querySelector<HTMLElement>('[data-here]');
      const atTop = here?.textContent ?? '';
      let marked: HTMLAnchorElement | undefined;
      let waiting = false;
      const mark = () => {
        waiting = false;
        const found = parts.findLast(({ part }) => part.getBoundingClientRect().top < innerHeight / 3);
        const { link } = found ?? parts[0] ?? {};
        if (link === marked) return;
        marked?.removeAttribute('aria-current');
        link?.setAttribute('aria-current', 'true');
        marked = link;
        for (const details of this.querySelectorAll('details')) details.open = details.contains(link ?? null);
        if (here) here.textContent = link && link !== links[0] ? `${here.dataset['here']} ${link.textContent}` : atTop;
      };
      // Whatever moves the page, a jump as well, is followed once a frame.
      const follow = () => {
        if (!waiting) requestAnimationFrame(mark);
        waiting = true;
      };
      addEventListener('scroll', follow, { passive: true });
      addEventListener('resize', follow, { passive: true });
      follow();
    }
  },
);
