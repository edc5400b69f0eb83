// From the dialog's chunk, which has the words and the style of the marks: one request, not three.
import { matchesOf } from './search-dialog.ts';
import { forget, type Kept } from './storage.ts';

/** A word that stands more often on the page is not marked, unless it is all that was asked. */
const most = 30;

/** Marks the words of the search that led to this page, as the CSS highlight `found`, until Escape. */
export function showMarks({ path, words }: Kept['marks']): void {
  forget('marks');
  const article = document.querySelector('article');
  if (path !== location.pathname || !article || !('highlights' in CSS) || !('Highlight' in window)) return;
  const found = words.map((): Range[] => []);
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement?.closest('nav, .facts, figcaption, .wrong > summary, .asked')) continue;
    for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[^\s()[\]{},;"“”]+/g)) {
      const matches = matchesOf(word, words);
      if (matches.length === 0) continue;
      const range = new Range();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      for (const at of matches) found[at]!.push(range);
    }
  }
  const few = found.filter(({ length }) => length > 0 && length <= most);
  CSS.highlights.set('found', new Highlight(...(few.length > 0 ? few : found).flat()));
  addEventListener('keydown', ({ key }) => key === 'Escape' && CSS.highlights.delete('found'));
}
