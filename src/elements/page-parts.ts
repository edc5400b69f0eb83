/** `<page-parts>`: marks the link to the part that is being read. */
customElements.define(
  'page-parts',
  class extends HTMLElement {
    connectedCallback() {
      const links = [...this.querySelectorAll('a')];
      const parts = links.flatMap((link) => document.getElementById(link.hash.slice(1)) ?? []);
      const mark = () => {
        const index = parts.findLastIndex((part) => part.getBoundingClientRect().top < innerHeight / 3);
        for (const [at, link] of links.entries()) {
          if (at === Math.max(index, 0)) link.setAttribute('aria-current', 'true');
          else link.removeAttribute('aria-current');
        }
      };
      const observer = new IntersectionObserver(mark, { rootMargin: '0px 0px -66% 0px' });
      for (const part of parts) observer.observe(part);
    }
  },
);
