import { isKey, onKey } from './shortcuts.ts';
import { recall } from './storage.ts';

const links = document.querySelectorAll<HTMLAnchorElement>('[data-search]');
const index = links[0]?.dataset['search'] ?? '';
let loading: Promise<typeof import('./search-dialog.ts')> | undefined;

/** Asks for the dialog and, at the same time, for the small index it will search. */
function load() {
  if (!loading) {
    const preload = document.createElement('link');
    document.head.append(
      Object.assign(preload, { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: index }),
    );
    loading = import('./search-dialog.ts');
    loading.then(
      ({ getDialog }) => getDialog(index),
      () => (loading = undefined),
    );
  }
  return loading;
}

/** What is typed while the dialog is on its way: it would be lost, or letters of it taken for shortcuts. */
let typed = '';
function gather(event: KeyboardEvent) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || (key.length > 1 && key !== 'Backspace')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  typed = key.length > 1 ? typed.slice(0, -1) : typed + key;
}

/** Opens the dialog; if its script cannot be had, the page that lists all questions. That page has a field of its own. */
function open() {
  const field = document.querySelector<HTMLInputElement>('search-page input');
  if (field) return field.focus();
  addEventListener('keydown', gather, true);
  load()
    .then(({ getDialog }) => getDialog(index).open(typed))
    .catch(() => location.assign(links[0]?.href ?? ''))
    .finally(() => {
      removeEventListener('keydown', gather, true);
      typed = '';
    });
}

for (const link of links) {
  for (const intent of ['pointerenter', 'focus', 'touchstart']) link.addEventListener(intent, load, { passive: true });
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
}
onKey('/', open);
addEventListener('keydown', (event) => {
  if (!isKey(event, 'k') || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open();
});
if (document.querySelector('search-page')) void import('./search-page.ts');
const marks = recall('marks');
if (marks) void import('./show-marks.ts').then(({ showMarks }) => showMarks(marks));
