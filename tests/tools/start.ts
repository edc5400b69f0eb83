/** `npm start`: builds the site and serves it as a static host would, at port 4321 or that of `npm start -- 4400`. */
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { preview } from 'astro';
import { explain, findPython, Missing } from './venv.ts';
import { makeWheels } from './wheels.ts';

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

/** Makes Python for the pages where this machine can; a site without it is one all the same. */
function tryWheels(): void {
  try {
    if (findPython()) makeWheels();
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.warn(`\n${error.message}\nThe site is built without "Run".\n`);
  }
}

try {
  await look();
  tryWheels();
  // Not Astro's function: its command is what shows an error in the content as a sentence.
  const astro = fileURLToPath(new URL('bin/astro.mjs', import.meta.resolve('astro/package.json')));
  const { status } = spawnSync(process.execPath, [astro, 'build'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  await preview({ server: { port } });
} catch (error) {
  explain(error);
}
