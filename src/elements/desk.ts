import type { PracticeData } from '../study/practice-data.ts';
import type { ProgressStore } from './progress.ts';

/** What the parts of `/practice/` work with. */
export interface Desk extends PracticeData {
  store: ProgressStore;
}
