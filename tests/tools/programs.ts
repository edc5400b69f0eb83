/**
 * Runs the programs of the answers, all of them, one section's or one answer's:
 * `npm run programs -- routing/path-parameters`; `--record` writes their records anew. More words go to pytest.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { explain, Missing, makeVenv, program } from './venv.ts';

/** The tests of a section, of one of its answers, or a path that is one already. */
function testsOf(name: string): string {
  const [section = '', question = ''] = name.split('/');
  const file = question && `/test_${question.replaceAll('-', '_')}.py`;
  const path = [name, `tests/examples/${section}${file}`].find((one) => existsSync(one));
  if (!path)
    throw new Missing(
      `"${name}" has no tests: tests/examples/${section}${file} is not there. Name <section> or <section>/<question>.`,
    );
  return path;
}

try {
  const words = process.argv.slice(2);
  const chosen = words.filter((word) => !word.startsWith('-')).map(testsOf);
  const options = words.filter((word) => word.startsWith('-'));
  makeVenv();
  process.exit(spawnSync(program('pytest'), [...options, ...chosen], { stdio: 'inherit' }).status ?? 1);
} catch (error) {
  explain(error);
}
