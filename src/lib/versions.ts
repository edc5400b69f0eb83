import { readFileSync } from 'node:fs';

const names: Record<string, string> = {
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
const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');
const pins = new Map(
  [...readFileSync('requirements.txt', 'utf8').matchAll(/^([\w.-]+)==([^\s;\\]+)/gm)].map(
    ([, name = '', version = '']) => [normal(name), version],
  ),
);

/** What the programs of an answer ran on, as `Name version`, read from the lock file; `packages` come after the usual three. */
export function versionsOf(packages: string[]): string[] {
  const listed = ['fastapi', 'starlette', 'pydantic', ...packages.map(normal)].map((name) => {
    const version = pins.get(name);
    if (!version)
      throw new Error(
        `packages: "${name}" is not in requirements.txt. Add it to requirements.in and run: npm run lock`,
      );
    return `${names[name] ?? name} ${version}`;
  });
  return [...new Set(listed), `Python ${readFileSync('.python-version', 'utf8').trim()}`];
}
