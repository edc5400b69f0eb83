import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname } from 'node:path';
import { bundleWorker } from '../../src/offline/bundle.ts';
import { listingOf } from '../../src/offline/files.ts';
import { freePort } from '../tools/ports.ts';

const types: { [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
const digest = (content: Buffer | string) => createHash('sha256').update(content).digest('hex').slice(0, 16);

/** Serves a build at 127.0.0.1, as long as it is told to, and publishes other builds made of it. */
export class Publisher {
  /** Milliseconds before any answer. */
  delay = 0;
  /** Whether all answers are 503. */
  failing = false;
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  readonly #changed = new Map<string, string | undefined>();
  readonly #types = new Map<string, string>();
  #server: Server | undefined;
  #port = 0;
  readonly #dist: string;
  readonly #base: string;

  /** `dist` is the build's folder, `base` the path that it is published under. */
  constructor(dist = 'dist', base = '/') {
    this.#dist = dist;
    this.#base = base;
  }

  /** The address of the site, without the last slash. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}${this.#base.slice(0, -1)}`;
  }

  /** Begins to serve, at the same port as before. */
  async start(): Promise<this> {
    this.#port ||= await freePort();
    this.#server = createServer((request, response) => {
      const path = decodeURI(new URL(request.url!, this.url).pathname);
      this.asked.push(path);
      const below = path.startsWith(this.#base) ? path.slice(this.#base.length - 1) : '';
      const file = below.endsWith('/') ? `${below}index.html` : below;
      setTimeout(() => {
        const content = this.#content(file);
        response.writeHead(this.failing ? 503 : content === undefined ? 404 : 200, {
          'Content-Type': this.#types.get(file) ?? types[extname(file)] ?? 'application/octet-stream',
          'Cache-Control': 'no-cache',
        });
        response.end(this.failing ? 'failed' : (content ?? 'not found'));
      }, this.delay);
    });
    await new Promise<void>((done) => this.#server!.listen(this.#port, '127.0.0.1', done));
    return this;
  }

  /** The network is off: nobody answers at the port. */
  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => this.#server?.close(done) ?? done(undefined));
    this.#server = undefined;
  }

  /** Publishes a build in which `file` has `text` in place of `old`. */
  async publish(file: string, old: string, text: string): Promise<void> {
    const page = String(this.#content(`/${file}`));
    if (!page.includes(old)) throw new Error(`${file} has no "${old}"`);
    this.#changed.set(`/${file}`, page.replaceAll(old, text));
    const { files, moved } = JSON.parse(readFileSync(`${this.#dist}/offline.json`, 'utf8'));
    const entries = (files as [string, string, number][]).map(([address, was, sent]) => {
      const isIt = `${address}index.html` === file;
      return { address, digest: isIt ? digest(this.#changed.get(`/${file}`)!) : was, sent, size: sent };
    });
    const listing = listingOf(entries, moved, digest);
    this.#changed.set('/offline.json', JSON.stringify(listing));
    this.#changed.set('/sw.js', await bundleWorker(listing.version));
  }

  /** Puts other content at a path, of another type if need be; without any, that of the build again. */
  replace(path: string, content?: string, type?: string): void {
    if (content === undefined) this.#changed.delete(path);
    else this.#changed.set(path, content);
    if (type) this.#types.set(path, type);
  }

  /** Takes a file off the server. */
  remove(file: string): void {
    this.#changed.set(`/${file}`, undefined);
  }

  /** Publishes a build without offline: with what removes an earlier worker, or, as another generator would, with nothing. */
  async publishWithout(end: 'with its end' | 'with nothing'): Promise<void> {
    this.remove('offline.json');
    this.#changed.set('/sw.js', end === 'with nothing' ? undefined : await bundleWorker());
  }

  #content(file: string): Buffer | string | undefined {
    if (this.#changed.has(file)) return this.#changed.get(file);
    const path = this.#dist + file;
    return existsSync(path) && statSync(path).isFile() ? readFileSync(path) : undefined;
  }
}
