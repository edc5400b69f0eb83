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

/** Opens the dialog; if its script cannot be had, the page that lists all questions. That page has a field of its own. */
function open() {
  const field = document.querySelector<HTMLInputElement>('search-page input');
  if (field) return field.focus();
  load()
    .then(({ getDialog }) => getDialog(index).open())
    .catch(() => location.assign(links[0]?.href ?? ''));
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
