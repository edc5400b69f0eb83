import { onKey } from './shortcuts.ts';

// The keys n and p lead to the next and the previous answer, or chapter.
for (const [key, rel] of [
  ['n', 'next'],
  ['p', 'prev'],
] as const) {
  onKey(key, () => document.querySelector<HTMLAnchorElement>(`.pagination [rel=${rel}]`)?.click());
}
