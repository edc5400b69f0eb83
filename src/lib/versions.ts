import { readFileSync } from 'node:fs';

/** How a package is written by its makers, where that differs from its name in the lock file. */
const written: { [name: string]: string } = {
  fastapi: 'FastAPI',
  starlette: 'Starlette',
  pydantic: 'Pydantic',
  uvicorn: 'Uvicorn',
  gunicorn: 'Gunicorn',
  hypercorn: 'Hypercorn',
  pyjwt: 'PyJWT',
  sqlmodel: 'SQLModel',
  sqlalchemy: 'SQLAlchemy',
  slowapi: 'SlowAPI',
  flask: 'Flask',
  anyio: 'AnyIO',
};
/** The packages that matter to every answer. */
const always = ['fastapi', 'starlette', 'pydantic'];

/** A package's name as PyPI compares it (PEP 503). */
export const normalizeName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

const minorOf = (version: string) => Number(version.split('.')[1]);

/** Whether a line's marker, such as `python_full_version < '3.12'`, lets it hold on that Python 3; markers of systems are not asked. */
const holdsOn = (marker: string, python: string): boolean =>
  [...marker.matchAll(/python(?:_full)?_version (<|>=) '(3\.\d+)/g)].every(([, sign, version = '']) =>
    sign === '<' ? minorOf(python) < minorOf(version) : minorOf(python) >= minorOf(version),
  );

/** The version of each package in the text of a requirements file on that Python (`3.11`), by normalized name. */
export const pinsIn = (requirements: string, python: string): Map<string, string> =>
  new Map(
    [...requirements.matchAll(/^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(.*)/gm)]
      .filter(([, , , marker = '']) => holdsOn(marker, python))
      .map(([, name = '', version = '']) => [normalizeName(name), version]),
  );

/**
 * What the programs of an answer ran on, as `Name version`: FastAPI, Starlette and Pydantic, then `packages`, then Python. Throws for
 * a package that `pins` lack.
 */
export function versionsOf(packages: string[], pins: Map<string, string>, python: string): string[] {
  const names = new Set([...always, ...packages.map(normalizeName)]);
  const versions = [...names].map((name) => {
    const version = pins.get(name);
    if (!version)
      throw new Error(`"${name}" is not in requirements.txt. Add it to requirements.in and run: npm run lock`);
    return `${written[name] ?? name} ${version}`;
  });
  return [...versions, `Python ${python}`];
}

/** The Python that the tests run on, as `.python-version` says. */
export const readPython = (): string => readFileSync('.python-version', 'utf8').trim();

/** The pins of the lock file, for that Python. */
export const readPins = (): Map<string, string> => pinsIn(readFileSync('requirements.txt', 'utf8'), readPython());
