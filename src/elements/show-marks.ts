import { matchesOf } from './search-dialog.ts';

/** Marks the words of the search that led to this page, as the CSS highlight `found`, until Escape. */
export function showMarks(): void {
  const kept = JSON.parse(sessionStorage.getItem('marks') ?? '{}') as { path?: string; words?: string[][] };
  sessionStorage.removeItem('marks');
  const article = document.querySelector('article');
  if (kept.path !== location.pathname || !article || !('highlights' in CSS)) return;
  const highlight = new Highlight();
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement?.closest('nav, .facts, figcaption, .asked')) continue;
    for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[^\s()[\]{},;"“”]+/g)) {
      if (matchesOf(word, kept.words ?? []).length === 0) continue;
      const range = new Range();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      highlight.add(range);
    }
  }
  CSS.highlights.set('found', highlight);
  addEventListener('keydown', ({ key }) => key === 'Escape' && CSS.highlights.delete('found'));
}
