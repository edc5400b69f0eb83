import { count } from '../lib/text.ts';
import { calendarOf } from '../study/calendar.ts';
import { dayOf } from '../study/days.ts';
import { merge } from '../study/progress.ts';
import { type Reading, readCode, readFile, writeCode, writeFile } from '../study/progress-file.ts';
import { planOf, standingsOf, upcoming } from '../study/schedule.ts';
import { announce, copy } from './announce.ts';
import type { Desk } from './desk.ts';
import { drawCode } from './qr-code.ts';
import { forget } from './storage.ts';

/** Characters of a link that a QR code still shows legibly. */
const legible = 1_200;
/** Bytes of a file beyond which it is none of ours. */
const largest = 5_000_000;

/** `<progress-keeping>`: the reader's progress to take along, bring in, be reminded of, and forget. */
export class ProgressKeeping extends HTMLElement {
  private desk!: Desk;

  /** Shows what is kept, and takes in what a link brought. */
  use(desk: Desk) {
    this.desk = desk;
    this.addEventListener('click', (event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>('[data-do]');
      if (button) void this.act(button.dataset['do']!);
    });
    const field = this.one<HTMLInputElement>('[type=file]');
    field.addEventListener('change', () => void this.takeFile(field));
    desk.store.listen(() => this.show());
    addEventListener('hashchange', () => void this.takeLink());
    this.show();
    void this.takeLink();
  }

  private one<Found extends HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }
  private get progress() {
    return this.desk.store.progress;
  }
  private get link() {
    return `${location.origin}${location.pathname}#progress=${writeCode(this.progress)}`;
  }

  private show() {
    const { store } = this.desk;
    const amount = store.progress.graded.filter(({ grade }) => grade > 0).length;
    const where = store.keeping === 'device' ? 'Kept in this browser' : 'In this page alone';
    this.one('.keeping-state').textContent = amount
      ? `${where}: ${count(amount, 'grade')} of ${count(standingsOf(store.progress).size, 'question')}.`
      : 'There is nothing to keep yet.';
    // An export that holds nothing would take the place of a good one.
    for (const one of this.querySelectorAll<HTMLButtonElement>('[data-needs=grades]')) one.disabled = amount === 0;
    this.one<HTMLButtonElement>('[data-do=reset]').disabled =
      amount === 0 && !['broken', 'newer'].includes(store.keeping);
    if (amount) void this.showPromise();
  }

  private async showPromise() {
    const kept = await navigator.storage?.persisted?.().catch(() => false);
    this.one('.keeping-promise').textContent = kept
      ? 'The browser has promised not to clear it.'
      : 'A browser may clear what it keeps when space runs short or after weeks without a visit: export it now and then.';
  }

  private async act(what: string) {
    const now = new Date();
    const stamp = `${dayOf(now)}-${now.toTimeString().slice(0, 5).replace(':', '')}`;
    if (what === 'export') {
      this.download(`fastapi-answers-progress-${stamp}.json`, 'application/json', writeFile(this.progress, now));
    } else if (what === 'import') {
      this.one('[type=file]').click();
    } else if (what === 'link') {
      await copy(this.link, 'Link copied: open it on the other device');
    } else if (what === 'code') {
      await this.drawCode();
    } else if (what === 'calendar') {
      const { day } = this.progress.day;
      const numbers = this.desk.questions.map(({ number }) => number);
      const plan = planOf(numbers, this.progress, day, now);
      const time = this.one<HTMLInputElement>('[name=time]').value || '18:00';
      const link = location.origin + location.pathname;
      this.download('rehearse.ics', 'text/calendar', calendarOf(plan, { day: upcoming(day, now), time, link, now }));
    } else if (what === 'reset') {
      await this.reset();
    }
  }

  private download(name: string, type: string, text: string) {
    const href = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement('a'), { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
    announce(`${name} is saved`);
  }

  private async drawCode() {
    const { link } = this;
    const dialog = this.one<HTMLDialogElement>('.keeping-code');
    if (link.length > legible) {
      this.say('There is too much for a QR code: copy the link, or export a file.');
      return;
    }
    if (await drawCode(link, dialog.firstElementChild!)) dialog.showModal();
    else this.say('The QR code could not be drawn; copy the link instead.');
  }

  private async takeFile(field: HTMLInputElement) {
    const file = field.files?.[0];
    if (!file) return;
    const text = file.size > largest ? '' : await file.text().catch(() => '');
    // The same file can be chosen again.
    field.value = '';
    await this.offer(readFile(text), 'file');
  }

  private async takeLink() {
    const [, code] = /[#&]progress=([^&]*)/.exec(location.hash) ?? [];
    if (code === undefined) return;
    history.replaceState(history.state, '', location.pathname);
    await this.offer(readCode(code), 'link');
  }

  /** Takes in what was brought, once the reader agrees: it cannot be taken out again, and may be somebody else's. */
  private async offer(reading: Reading, brought: 'file' | 'link') {
    if ('problem' in reading) return this.say(reading.problem);
    const { progress } = reading;
    const { length } = this.progress.graded;
    const added = merge(this.progress, progress).graded.length - length;
    if (brought === 'link' || (added > 0 && length > 0)) {
      const last = new Date((progress.graded.at(-1)?.at ?? 0) * 1000).toLocaleDateString('en', { dateStyle: 'long' });
      const ok = await this.asks(
        `The ${brought} holds ${count(progress.graded.length, 'grade')} of ${count(standingsOf(progress).size, 'question')}, the last of ${last}. Add them to yours? Nothing of yours is lost.`,
        'Add them',
      );
      if (!ok) return;
    }
    await this.desk.store.add(progress);
    const old = progress.graded.length - added;
    this.say(`${count(added, 'grade')} added${old ? `, ${old} ${old === 1 ? 'was' : 'were'} here already` : ''}.`);
  }

  private async reset() {
    const amount = this.progress.graded.filter(({ grade }) => grade > 0).length;
    const ok = await this.asks(
      `Forget ${amount ? `all ${count(amount, 'grade')}` : 'what cannot be read'} on this device? Only a file or link that you exported brings them back.`,
      'Forget all',
    );
    if (!ok) return;
    try {
      await this.desk.store.reset();
      forget('rehearsed');
      this.say('All is forgotten.');
    } catch {
      this.say('The browser refused: close other tabs of this site and try again.');
    }
  }

  /** Asks in a dialog; what was done before it has the focus again. */
  private asks(question: string, yes: string): Promise<boolean> {
    const dialog = this.one<HTMLDialogElement>('.keeping-ask');
    dialog.querySelector('p')!.textContent = question;
    dialog.querySelector('[value=yes]')!.textContent = yes;
    dialog.returnValue = '';
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
    });
  }

  private say(text: string) {
    const line = this.one('.keeping-said');
    line.textContent = text;
    line.scrollIntoView({ block: 'nearest' });
  }
}
customElements.define('progress-keeping', ProgressKeeping);
