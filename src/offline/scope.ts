/** An event whose work may outlast it. */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

/** A request that a page makes. */
export interface Asking extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** As much of a service worker's scope as is used here: TypeScript's own types of it cannot stand beside those of a page. */
export interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', hear: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', hear: (event: Asking) => void): void;
}
