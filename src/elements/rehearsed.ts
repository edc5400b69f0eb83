import { dayOf } from '../study/days.ts';
import { recall } from './storage.ts';

/**
 * Says quietly what is due: each answer on its link to practice, home on its way in. The words take the place of others on their line, so
 * that nothing moves.
 */
export function showRehearsed(): void {
  const kept = recall('rehearsed') ?? {};
  const today = dayOf(new Date());
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a.rehearse')) {
    const [due = '', seen = ''] = kept[link.hash.slice(1)] ?? [];
    const changed = seen && seen !== link.dataset['hash'];
    if (!due || !(changed || due <= today)) continue;
    // No longer than what stands there.
    link.textContent = changed ? 'Changed' : 'Due again';
    link.title = changed ? 'Changed since you last rehearsed it' : 'Due again: rehearse it';
  }
  const dues = Object.values(kept).filter(([due = '']) => due && due <= today).length;
  const home = document.querySelector('.ways [data-due]');
  if (home && dues) home.textContent = `${dues} due today`;
}
