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
    link.textContent = changed ? 'Rehearse · changed' : 'Rehearse · due';
    link.title = changed ? 'The answer has changed since you last rehearsed it' : 'You planned to rehearse it by now';
  }
  const dues = Object.values(kept).filter(([due = '']) => due && due <= today).length;
  const home = document.querySelector('.ways [data-due]');
  if (home && dues) home.textContent = `${dues} due today`;
}
