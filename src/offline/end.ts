import { removeCopies } from './copy.ts';
import type { WorkerScope } from './scope.ts';

/** What a build without offline puts at `/sw.js`: it takes the place of an earlier worker, removes what that kept, and itself. */
declare const self: WorkerScope;

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', (event) =>
  event.waitUntil(removeCopies(new URL(self.registration.scope).pathname).then(() => self.registration.unregister())),
);
