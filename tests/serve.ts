/** Serves the built site as a plain static host would: `node tests/serve.ts [port]`, 4321 without one. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import sirv from 'sirv';
import { site } from '../src/site.ts';

const port = Number(process.argv[2] ?? 4321);
const root = process.env['SITE_DIST'] ?? 'dist';
if (!existsSync(`${root}/index.html`)) {
  console.error(`${root} holds no built site. Run: npm run build`);
  process.exit(1);
}
const files = sirv(root, { etag: true });
const missing = readFileSync(`${root}/404.html`);

const server = createServer((request, response) => {
  const notFound = () => {
    response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' }).end(missing);
  };
  const url = request.url ?? '/';
  if (url.startsWith(site.base)) {
    request.url = url.slice(site.base.length - 1);
    files(request, response, notFound);
  } else notFound();
});
server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error(
    `Port ${port} is taken by another program. Choose another one: npm start -- ${port + 1} (or end that program).`,
  );
  process.exit(1);
});
server.listen(port, 'localhost', () => {
  console.log(`\n  ${site.name} is at http://localhost:${port}${site.base}  (Ctrl-C ends it)\n`);
});
