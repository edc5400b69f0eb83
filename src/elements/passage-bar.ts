import { passageFragment, quote, reportUrl } from '../study/passage.ts';
import { copy } from './announce.ts';
import { urlOf } from './answer-link.ts';
import css from './passage-bar.css?inline';
import { make, makeButton } from './search/make.ts';
import { isKey, shortcutsOn } from './shortcuts.ts';

/** What is selected of an answer. */
interface Passage {
  range: Range;
  article: HTMLElement;
  text: string;
}

const generator = () => import('text-fragments-polyfill/dist/fragment-generation-utils.js');
let passage: Passage | undefined;
const copyButton = makeButton('Copy link to this passage', () => void copyPassage());
const report = make('a', { target: '_blank', rel: 'noopener' }, 'Report a mistake');
// What tells a passage from all others is looked for while the page stands still, half a second where there is nothing: only on demand.
for (const event of ['pointerdown', 'focus']) report.addEventListener(event, () => void fillReport(passage));
const status = make('span', { class: 'unseen', 'aria-live': 'polite' });
const bar = make(
  'div',
  { class: 'passage-bar', role: 'toolbar', 'aria-label': 'Selected passage' },
  copyButton,
  report,
);

/** What the reader has selected, if all of it belongs to one answer and there are words in it. */
function selected(): Passage | undefined {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0).cloneRange();
  const within = range.commonAncestorContainer;
  const article = (within instanceof Element ? within : within.parentElement)?.closest<HTMLElement>('.answer');
  const text = selection.toString().trim();
  return article && /\w{2}/.test(text) ? { range, article, text } : undefined;
}

const linkOf = (article: HTMLElement) => article.querySelector<HTMLElement>('copy-link')!;

/** The id of the last place of the answer before the passage; '' before all of them. */
function placeOf({ range, article }: Passage): string {
  const places = [...article.querySelectorAll<HTMLElement>('[id^="q"][id*="-"]')];
  return places.findLast((one) => range.comparePoint(one, 0) <= 0)?.id ?? '';
}

/** What shows the passage: the mark in it, else the first that follows in its paragraph; with where it leads. */
function proofOf({ range, article }: Passage): string {
  const end = range.endContainer;
  const block = (end instanceof Element ? end : end.parentElement)?.closest('p, li, th, td, dd, dt');
  const marks = [...article.querySelectorAll<HTMLAnchorElement>('a:is(.proof, .source)')];
  const mark =
    marks.find((one) => range.intersectsNode(one)) ??
    marks.find((one) => block?.contains(one) && range.comparePoint(one, 0) > 0);
  const entry = mark && document.getElementById(mark.hash.slice(1))?.querySelector('a');
  return entry ? `${entry.textContent} ${entry.href}` : '';
}

/** The link of the part that a passage stands in. */
function partUrl(found: Passage): string {
  const place = placeOf(found);
  return urlOf(linkOf(found.article)) + (place && `#${place}`);
}

/** The link of a passage, or that of its part. */
async function linkTo(found: Passage): Promise<{ url: string; isExact: boolean }> {
  try {
    const { generateFragmentFromRange } = await generator();
    const { fragment } = generateFragmentFromRange(found.range.cloneRange());
    if (fragment)
      return { url: urlOf(linkOf(found.article)) + passageFragment(placeOf(found), fragment), isExact: true };
  } catch {
    // The library could not be had, or gave up: the part's own link is near.
  }
  return { url: partUrl(found), isExact: false };
}

async function copyPassage(): Promise<void> {
  if (!passage) return;
  const { url, isExact } = await linkTo(passage);
  const { question } = linkOf(passage.article).dataset;
  const words = `“${quote(passage.text, 40)}”`;
  const done = isExact ? `Link to ${words} copied` : `Link to the part that has ${words} copied`;
  await copy(`${question} — ${url}`, done);
}

/** The bar below the end of the passage, or above it where there is no room; on a phone its style says where. */
function place({ range }: Passage): void {
  const rects = [...range.getClientRects()];
  const last = rects.at(-1) ?? range.getBoundingClientRect();
  const first = rects[0] ?? last;
  const { width, height } = bar.getBoundingClientRect();
  const below = last.bottom + 8 + height < innerHeight;
  const left = Math.max(8, Math.min(last.right - width / 2, document.documentElement.clientWidth - width - 8));
  bar.style.left = `${left + scrollX}px`;
  bar.style.top = `${(below ? last.bottom + 8 : first.top - 8 - height) + scrollY}px`;
}

function update(): void {
  // Whoever is in the bar has left the text, but not the passage.
  if (bar.contains(document.activeElement)) return;
  const before = passage?.text;
  passage = selected();
  bar.hidden = !passage;
  if (!passage) {
    status.textContent = '';
    return;
  }
  place(passage);
  if (before === passage.text) return;
  status.textContent = 'Passage selected: Tab leads to what can be done with it';
  prepare(passage);
}

/** Fills in the report with the link of the part, and has at hand what makes that of the passage. */
function prepare(found: Passage): void {
  void generator().catch(() => undefined);
  setReport(found, partUrl(found));
}

/** The report with the passage's own link. */
async function fillReport(found: Passage | undefined): Promise<void> {
  if (found) setReport(found, (await linkTo(found)).url);
}

function setReport(found: Passage, link: string): void {
  const { article, text } = found;
  const form = article.querySelector<HTMLAnchorElement>('.edit a[href*="/issues/new"]')?.href;
  report.hidden = !form;
  if (!form) return;
  const versions = article.querySelector('[id$="-checked-with"] + div > p')?.textContent ?? '';
  report.href = reportUrl(form, { passage: text, proof: proofOf(found), versions: versions.trim(), link });
}

/** Leaves the bar for the text: to what follows the passage, or to what comes before it. */
function leave(forward: boolean): void {
  const all = [...(passage?.article.querySelectorAll<HTMLElement>('a[href], button, summary') ?? [])];
  const shown = all.filter((one) => one.checkVisibility());
  const next = forward
    ? shown.find((one) => passage!.range.comparePoint(one, 0) > 0)
    : shown.findLast((one) => passage!.range.comparePoint(one, 0) < 0);
  next?.focus();
  bar.hidden = true;
}

function onKeydown(event: KeyboardEvent): void {
  if (bar.hidden || !passage) return;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const inBar = bar.contains(document.activeElement);
  if (event.key === 'Escape') {
    bar.hidden = true;
    if (inBar) (document.activeElement as HTMLElement).blur();
  } else if (event.key === 'Tab' && isPlain) {
    const stops = [copyButton, report].filter(({ hidden }) => !hidden);
    const to = stops.indexOf(document.activeElement as HTMLElement as never) + (event.shiftKey ? -1 : 1);
    event.preventDefault();
    if (!inBar) stops[0]?.focus();
    else if (stops[to]) stops[to].focus();
    else leave(!event.shiftKey);
  } else if (isPlain && !event.repeat && shortcutsOn() && isKey(event, 'c')) {
    // Before the key copies the link of the whole answer.
    event.preventDefault();
    void copyPassage();
  }
}

/** From now on, whatever is selected of an answer brings the bar: a link to the passage, and a report of what is wrong with it. */
export function followSelection(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
  bar.hidden = true;
  document.querySelector('main')?.append(bar, status);
  // A press in the bar takes nothing from the selection.
  bar.addEventListener('mousedown', (event) => event.preventDefault());
  let isPressed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    if (!isPressed) timer = setTimeout(update, 200);
  };
  addEventListener('pointerdown', ({ pointerType }) => (isPressed = pointerType === 'mouse'));
  for (const end of ['pointerup', 'pointercancel']) {
    addEventListener(end, () => {
      isPressed = false;
      soon();
    });
  }
  document.addEventListener('selectionchange', soon);
  addEventListener('resize', soon);
  addEventListener('keydown', onKeydown, { capture: true });
  soon();
}
