import { dayOf, startOf } from '../study/days.ts';
import { chanceAt, standingsOf, upcoming } from '../study/schedule.ts';
import type { Desk } from './desk.ts';

/** `<practice-outlook>`: how many answers of each section will still be known on the day of the interview, or in two weeks. */
export class PracticeOutlook extends HTMLElement {
  /** Shows the outlook, and follows what changes. */
  use(desk: Desk) {
    const show = () => this.show(desk);
    desk.store.listen(show);
    show();
  }

  private show({ questions, store }: Desk) {
    const now = new Date();
    const day = upcoming(store.progress.day.day, now);
    const time = startOf(day || dayOf(now), day ? 0 : 14);
    const standings = standingsOf(store.progress);
    const words = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long' }).format(time);
    this.querySelector('.outlook-when')!.textContent = day ? `on the day, ${words}` : `in two weeks, on ${words}`;
    for (const row of this.querySelectorAll<HTMLElement>('[data-section]')) {
      const { section } = row.dataset;
      const numbers = questions.filter((one) => !section || one.section === section).map(({ number }) => number);
      const seen = numbers.filter((number) => standings.has(number)).length;
      // A question graded today is known until it is time: what counts is the day.
      const known = numbers.reduce((sum, number) => sum + chanceAt(standings.get(number), time > now ? time : now), 0);
      const percent = (amount: number) => String(Math.round((100 * amount) / Math.max(1, numbers.length)));
      row.querySelector('.outlook-seen')!.textContent = String(seen);
      row.querySelector('.outlook-known')!.textContent = String(Math.round(known));
      row.querySelector('.bar-seen')?.setAttribute('width', percent(seen));
      row.querySelector('.bar-known')?.setAttribute('width', percent(known));
    }
  }
}
customElements.define('practice-outlook', PracticeOutlook);
