// From the dialog's chunk, which has the words and the style of the marks: one request, not three.
import { matchesOf } from './search-dialog.ts';
import { forget, type Kept } from './storage.ts';

/** Marks the words of the search that led to this page, as the CSS highlight `found`, until Escape. */
export function showMarks({ path, words }: Kept['marks']): void {
  forget('marks');
  const article = document.querySelector('article');
  if (path !== location.pathname || !article || !('highlights' in CSS) || !('Highlight' in window)) return;
  const highlight = new Highlight();
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement?.closest('nav, .facts, figcaption, .asked')) continue;
    for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[^\s()[\]{},;"“”]+/g)) {
      if (matchesOf(word, words).length === 0) continue;
      const range = new Range();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      highlight.add(range);
    }
  }
  CSS.highlights.set('found', highlight);
  addEventListener('keydown', ({ key }) => key === 'Escape' && CSS.highlights.delete('found'));
}
