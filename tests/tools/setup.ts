/**
 * Makes what the tests need and npm does not bring. `npm run setup` is for all tests, `npm run setup python` for the
 * programs alone; with `-- --system` it also installs packages of the system, with sudo where that is needed.
 */
import { parseArgs } from 'node:util';
import { bringSystem } from './system.ts';
import { explain, Missing, makeVenv } from './venv.ts';

try {
  const { values, positionals } = parseArgs({ options: { system: { type: 'boolean' } }, allowPositionals: true });
  const [scope = 'all'] = positionals;
  if (scope !== 'all' && scope !== 'python')
    throw new Missing(`"${scope}" is nothing to set up. Choose: npm run setup -- python | all [--system]`);
  makeVenv();
  if (scope === 'all') bringSystem(values.system ?? false);
} catch (error) {
  explain(error);
}
