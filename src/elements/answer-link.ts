/** The number of the answer that a `<copy-link>` belongs to. */
export const numberOf = (link: HTMLElement): number =>
  Number(link.closest('.answer-head')?.querySelector('.number')?.textContent);

/** The address of that answer, at the origin that the reader is at. */
export const urlOf = (link: HTMLElement): string => new URL(link.dataset['path'] ?? '', location.origin).href;

/** The `<copy-link>` of the answer that is being read: the last that has passed the middle of the window, else the first. */
export function answerInView(): HTMLElement | undefined {
  const links = [...document.querySelectorAll<HTMLElement>('copy-link')];
  return links.findLast((one) => one.getBoundingClientRect().top < innerHeight / 2) ?? links[0];
}
