/** `npm start`: builds the site and serves it as a static host would, at port 4321 or that of `npm start -- 4400`. */
import { createServer } from 'node:net';
import { build, preview } from 'astro';
import { explain, Missing } from './venv.ts';

const word = process.argv[2] ?? '4321';
const port = Number(word);

/** Looks before the build, which takes a while, whether the port can be had. */
async function look(): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Missing(`"${word}" is no port: name a number from 1 to 65535, as in: npm start -- 4400`);
  await new Promise<void>((free, taken) => {
    const probe = createServer().once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be had (${error.message})`;
      taken(
        new Missing(`Port ${port} ${why}. Choose another one, as in: npm start -- ${port < 65_535 ? port + 1 : 4400}`),
      );
    });
    probe.listen(port, 'localhost', () => probe.close(() => free()));
  });
}

try {
  await look();
  await build({});
  await preview({ server: { port } });
} catch (error) {
  explain(error);
}
