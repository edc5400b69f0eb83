/** `npm run book`: the build, with the book and the cheat sheet printed as PDF, for which it needs Chromium. */
import { spawnSync } from 'node:child_process';
import { chromiumPath } from './browsers.ts';
import { explain, Missing } from './venv.ts';

try {
  const printer = chromiumPath();
  if (!printer) throw new Missing('Chromium prints the book, and is missing. Bring it: npm run setup -- --system');
  const { status } = spawnSync('astro', ['build'], { stdio: 'inherit', env: { ...process.env, PRINT_WITH: printer } });
  process.exitCode = status ?? 1;
} catch (error) {
  explain(error);
}
