/**
 * Makes what the tests need and npm does not bring. `npm run setup` is for all tests, `npm run setup python` for the
 * programs alone; with `-- --system` it also installs packages of the system, with sudo where that is needed.
 */
import { parseArgs } from 'node:util';
import { bring } from './system.ts';
import { explain, Missing, makeVenv } from './venv.ts';
import { makeWheels } from './wheels.ts';

try {
  const { values, positionals } = parseArgs({ options: { system: { type: 'boolean' } }, allowPositionals: true });
  const [scope = 'all'] = positionals;
  if (scope !== 'all' && scope !== 'python')
    throw new Missing(`"${scope}" is nothing to set up. Choose: npm run setup -- python | all [--system]`);
  const asked = values.system ?? false;
  bring(['Python'], asked);
  makeVenv();
  if (scope === 'all') {
    bring(['Chromium', 'Firefox', 'nginx with Brotli'], asked);
    makeWheels();
  }
} catch (error) {
  explain(error);
}
