/**
 * `<page-parts>`: marks the link to the part that is being read, opens the `<details>` beside it or around it, and writes its name where its
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
        const tops = parts.map(({ part }) => part.getBoundingClientRect().top);
        let read = tops.findLastIndex((top) => top < innerHeight / 3);
        // The last parts cannot come up that far: at the end it is the one that was asked for, else the last.
        if (innerHeight + scrollY > document.documentElement.scrollHeight - 2) {
          const asked = links.findIndex(({ hash }) => hash === location.hash);
          read = tops[asked] !== undefined && tops[asked] > 0 ? asked : tops.length - 1;
        }
        const { link } = parts[Math.max(read, 0)] ?? {};
        if (link === marked) return;
        marked?.removeAttribute('aria-current');
        link?.setAttribute('aria-current', 'true');
        marked = link;
        for (const details of this.querySelectorAll('details')) {
          details.open = details.parentElement?.contains(link ?? null) ?? false;
        }
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
