import { fetchListing, keepCopy, type Listing, readListing, removeCopies, shelfOf } from './copy.ts';
import { isBetter, isOurs, type Plan, planFor } from './plan.ts';
import type { Asking, WorkerScope } from './scope.ts';

/** The service worker of the copy that a reader asked to keep; the build bundles it to `/sw.js`. */
declare const self: WorkerScope;
/** The version of the listing that this worker was built with: with it the worker's bytes change, and browsers see a new one. */
declare const VERSION: string;

const { scope } = self.registration;
const base = new URL(scope).pathname;
const shelf = shelfOf(base, VERSION);
/** How long a page waits for the network, and how long files do not after it was slow, in milliseconds. */
const patience = 3_000;
const memory = 30_000;
let slowUntil = 0;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  if (!isOurs(event.request, scope)) return;
  event.respondWith(answer(event));
  if (event.request.mode === 'navigate') event.waitUntil(lookForOwnEnd());
});

/** Keeps the copy of its version, wholly or not at all: until then the old worker stays, with the old copy. */
async function install(): Promise<void> {
  const newest = await fetchListing(base);
  if (newest?.version !== VERSION) throw new Error('The listing is of another build than this worker.');
  await keepCopy(newest, base);
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  await removeCopies(base, shelf);
  await self.clients.claim();
}

let listing: Promise<Listing | undefined> | undefined;

async function answer({ request }: Asking): Promise<Response> {
  // Where the copy cannot be read, the network has to do.
  listing ??= readListing(base, shelf).catch(() => undefined);
  const plan = planFor(request, scope, await listing);
  if (plan.by === 'pass') return fetch(request);
  if (plan.by === 'cached') return (await keptFor(plan)) ?? fetch(request);
  // No other page can stand in for one that is not kept: it may take its time.
  if (plan.by === 'absent') return fetch(request).catch(() => Response.redirect(`${scope}offline/#missing`));
  const network = fetch(request);
  const given = await within(plan.by === 'file' && Date.now() < slowUntil ? 0 : patience, network);
  if (given && isBetter(given, plan.by)) return given;
  // Removed behind this worker's back, the copy has nothing: the network's answer is all there is.
  return (await keptFor(plan)) ?? network;
}

const keptFor = async (plan: Plan): Promise<Response | undefined> => {
  if (plan.by === 'moved') return Response.redirect(new URL(plan.to, scope));
  return 'address' in plan ? caches.match(base + plan.address, { cacheName: shelf }) : undefined;
};

/** What comes in time; undefined where the network fails or is slow, which is remembered until it answers, or for a while. */
function within(time: number, network: Promise<Response>): Promise<Response | undefined> {
  return new Promise((done) => {
    const late = setTimeout(() => {
      slowUntil = Date.now() + memory;
      done(undefined);
    }, time);
    network
      .then((response) => {
        slowUntil = 0;
        done(response);
      })
      .catch(() => done(undefined))
      .finally(() => clearTimeout(late));
  });
}

let looked = false;

/** A site that has no worker any more, and none to remove this one, is told by the address of this script; looked for once a life. */
async function lookForOwnEnd(): Promise<void> {
  if (looked) return;
  looked = true;
  const own = await fetch(self.location.href, { method: 'HEAD', cache: 'no-cache' }).catch(() => undefined);
  if (own?.status !== 404 && own?.status !== 410) return;
  await removeCopies(base);
  await self.registration.unregister();
}
