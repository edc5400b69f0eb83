import { readableSize } from '../lib/text.ts';
import {
  dropUnfinished,
  fetchListing,
  keepCopy,
  keptListing,
  type Listing,
  removeCopies,
  Unlike,
} from '../offline/copy.ts';

const base = import.meta.env.BASE_URL;
const workers = () => navigator.serviceWorker as ServiceWorkerContainer | undefined;

/** Why nothing can be kept here, as a sentence; undefined where it can. */
function hindrance(): string | undefined {
  if (!isSecureContext) return 'A copy can be kept only where the site is opened over https.';
  // Read before it is there: some private windows have one, and refuse to use it.
  if (!workers() || !('caches' in window)) return 'This browser keeps no copies of sites, or not in a private window.';
  return undefined;
}

/** What went wrong, and what to do about it. */
function reasonOf(error: unknown, listing: Listing | undefined): string {
  const { name } = error as Error;
  if (name === 'QuotaExceededError')
    return `The browser has not enough room: ${readableSize(listing?.size ?? 0)} are needed. Free some, then try again; what has come is still there.`;
  if (error instanceof Unlike)
    return 'The server gives other files than it lists: a new version is being published. Try again in some minutes.';
  if (name === 'SecurityError')
    return 'The browser refuses to keep anything for this site: a private window, or blocked site data.';
  return 'The network failed. Try again; what has come is not fetched twice.';
}

/** `<offline-copy>`: keeps a copy of the site on the device when asked to, says what that takes, renews and removes it. */
customElements.define(
  'offline-copy',
  class extends HTMLElement {
    private listing: Listing | undefined;
    private run: AbortController | undefined;

    connectedCallback() {
      this.addEventListener('click', (event) => {
        const action = (event.target as HTMLElement).closest<HTMLElement>('[data-do]')?.dataset['do'];
        if (action === 'keep') void this.keep();
        if (action === 'cancel') this.run?.abort();
        if (action === 'remove') void this.discard();
      });
      const missed = this.querySelector<HTMLElement>('.offline-missed')!;
      const note = () => (missed.hidden = location.hash !== '#missing');
      addEventListener('hashchange', note);
      note();
      void this.look();
    }

    private one<Found extends HTMLElement>(selector: string): Found {
      return this.querySelector<Found>(selector)!;
    }

    /** Says `text`, and offers `actions`, of which others may be named anew. */
    private show(text: string, actions: { keep?: string; cancel?: true; remove?: true } = {}) {
      const said = this.one('[role=status]');
      // Said anew only when it is new: screen readers repeat what is set.
      if (said.textContent !== text) said.textContent = text;
      const focused = this.contains(document.activeElement);
      for (const button of this.querySelectorAll<HTMLButtonElement>('[data-do]')) {
        button.hidden = !(button.dataset['do']! in actions);
      }
      if (actions.keep) this.one('[data-do=keep]').textContent = actions.keep;
      this.one('progress').hidden = !actions.cancel;
      // The button that was pressed has gone: whoever uses the keyboard goes on from its neighbor.
      if (focused) (this.querySelector<HTMLElement>('[data-do]:not([hidden])') ?? said).focus();
    }

    /** Says what is kept, and what could be. `before` is what has just happened. */
    private async look(before = '') {
      const say = (text: string) => `${before} ${text}`.trim();
      const reason = hindrance();
      if (reason) return this.show(reason);
      try {
        try {
          this.listing = await fetchListing(base);
        } catch {
          if (await keptListing(base))
            return this.show(say('The copy is kept. There is no network now.'), { remove: true });
          return this.show(say('The size could not be asked for.'), { keep: 'Try again' });
        }
        if (!this.listing) {
          // Its worker finds out by itself; this is quicker.
          await this.clear();
          return this.show('This site is published without copies to keep.');
        }
        const { version, bytes, size, files } = this.listing;
        const kept = await keptListing(base, version);
        const pages = files.filter(([address]) => /(^|\/)$/.test(address)).length;
        const much = `${pages} pages and the search: ${readableSize(bytes)} to download, ${readableSize(size)} on the device.`;
        if (!kept) return this.show(say(much), { keep: `Keep for offline, ${readableSize(bytes)}` });
        if (kept.version === version && (await workers()!.getRegistration(base)))
          return this.show(say(`Kept and up to date: ${pages} pages and the search, ${readableSize(size)}.`), {
            remove: true,
          });
        return this.show(say('A copy is kept, of an older version. The next page that you open renews it.'), {
          keep: 'Renew now',
          remove: true,
        });
      } catch (error) {
        this.show(reasonOf(error, this.listing));
      }
    }

    private async keep() {
      if (!this.listing) return this.look();
      const { listing } = this;
      const run = new AbortController();
      this.run = run;
      const progress = this.one<HTMLProgressElement>('progress');
      progress.max = listing.bytes;
      progress.value = 0;
      this.show(`Fetching ${readableSize(listing.bytes)} …`, { cancel: true });
      try {
        await keepCopy(
          listing,
          base,
          (bytes) => {
            progress.value = bytes;
            progress.textContent = `${readableSize(bytes)} of ${readableSize(listing.bytes)}`;
          },
          run.signal,
        );
        await this.employ();
        await this.look('Done.');
      } catch (error) {
        if (run.signal.aborted) {
          await dropUnfinished(base, listing.version);
          await this.look('Cancelled.');
        } else this.show(reasonOf(error, listing), { keep: 'Try again', remove: true });
      }
    }

    /** Only now, with all there, is there a worker; it goes to work when it has looked over the copy. */
    private async employ() {
      const registration = await workers()!.register(`${base}sw.js`, { scope: base, updateViaCache: 'none' });
      const worker = registration.installing;
      // It refuses a listing of another build; then there is none to wait for.
      const refused = new Promise<never>((_, fail) =>
        worker?.addEventListener('statechange', () => worker.state === 'redundant' && fail(new Unlike())),
      );
      await Promise.race([refused, registration.update().then(() => workers()!.ready)]);
    }

    /** Removes every copy, and the worker. */
    private async clear() {
      await (await workers()!.getRegistration(base))?.unregister();
      await removeCopies(base);
    }

    private async discard() {
      await this.clear();
      await this.look('Removed.');
    }
  },
);
