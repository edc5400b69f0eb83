import { existsSync, readdirSync } from 'node:fs';
import { programPath, readProgram } from '../lib/programs.ts';
import { normalizeName } from '../lib/versions.ts';

/** Modules whose package has another name, and packages that need others to be of use. */
const packages: { [module: string]: string[] } = {
  grpc: ['grpcio', 'grpcio-tools'],
  jwt: ['pyjwt[crypto]'],
  opentelemetry: ['opentelemetry-api', 'opentelemetry-sdk'],
  pwdlib: ['pwdlib[argon2,bcrypt]'],
  rest_framework: ['djangorestframework'],
  sqlmodel: ['sqlmodel', 'aiosqlite'],
  sqlalchemy: ['sqlalchemy[asyncio]', 'aiosqlite'],
  strawberry: ['strawberry-graphql[fastapi]'],
};
/** What every program ran with: the server among them, and what forms and the test client need. */
const always = ['fastapi[standard]', 'starlette', 'pydantic', 'uvicorn', 'httpx2[ws]'];

/** The modules that a program imports, by their first name. */
const importsOf = (code: string): string[] => [
  ...new Set(
    [...code.matchAll(/^[^\S\n]*(?:import|from) (\w+)[\w.]*(?:,| import | as |$)/gm)].map(([, name = '']) => name),
  ),
];

/** The files beside a program that it imports, and those that they import, without the program itself. */
export function neighborsOf(folder: string, file: string): string[] {
  const found = new Set([file]);
  for (const one of found) {
    if (!one.endsWith('.py')) continue;
    for (const name of importsOf(readProgram(folder, one).code)) {
      if (existsSync(programPath(folder, `${name}.py`))) found.add(`${name}.py`);
    }
  }
  found.delete(file);
  return [...found];
}

/** The files beside programs that they open by their names: `stock.proto`. */
const namedBy = (folder: string, files: string[]): string[] =>
  filesOf(folder).filter(
    (name) => !name.endsWith('.py') && files.some((file) => readProgram(folder, file).code.includes(`"${name}"`)),
  );

/** The lines that say on what a program runs, each `name==version`; `pins` are those of the lock file. */
export function requirementsOf(folder: string, file: string, pins: Map<string, string>): string[] {
  const modules = [file, ...neighborsOf(folder, file)].flatMap((one) => importsOf(readProgram(folder, one).code));
  const names = modules.flatMap(
    (name) => packages[name] ?? (pins.has(normalizeName(name)) ? [normalizeName(name)] : []),
  );
  const tests = file.startsWith('test_') ? ['pytest'] : [];
  const wanted = [...always, ...names, ...tests].filter(
    (name, _, list) => name.includes('[') || !list.some((one) => one.startsWith(`${name}[`)),
  );
  return [...new Set(wanted)].sort().map((name) => {
    const version = pins.get(normalizeName(name.replace(/\[.*/, '')));
    if (!version) throw new Error(`src/study/script.ts names "${name}", which is not in requirements.txt.`);
    return `${name}==${version}`;
  });
}

/** The names that a file and its neighbors read from the environment and cannot do without. */
const environmentOf = (folder: string, files: string[]): string[] => [
  ...new Set(
    files.flatMap((file) =>
      [...readProgram(folder, file).code.matchAll(/\benviron\["(\w+)"\](?! =)/g)].map(([, name = '']) => name),
    ),
  ),
];

/** What to do with a program that is run as a script: serve its app, or run its tests. */
function ending(file: string, code: string): string {
  if (/^if __name__ == /m.test(code)) return '';
  if (file.startsWith('test_'))
    return '\n\nif __name__ == "__main__":\n    raise SystemExit(pytest.main([__file__]))\n';
  if (/^(?:\w+, )*app(?:, \w+)* = /m.test(code))
    return '\n\nif __name__ == "__main__":\n    import uvicorn\n\n    uvicorn.run(app)\n';
  return '';
}

/** Whether a file without an ending of its own does anything when it is run, but to define. */
const acts = (code: string): boolean => /^(?:if __name__ == |print\(|for |with |try:)/m.test(code);

/** Where a script comes from, and where it can be had. */
export interface Provenance {
  /** The short link of its answer. */
  answer: string;
  /** The address of the script. */
  script: string;
  /** The address of all programs of the answer. */
  all: string;
  pins: Map<string, string>;
  python: string;
}

/**
 * A program as a script of its own, with the metadata of PEP 723: `uv run <address>` gets what it ran with and starts it. One that
 * imports or opens its neighbors says where to get them, and one that only defines does not say that it can be run.
 */
export function scriptOf(folder: string, file: string, { answer, script, all, pins, python }: Provenance): string {
  const { code } = readProgram(folder, file);
  const neighbors = neighborsOf(folder, file);
  const environment = environmentOf(folder, [file, ...neighbors]);
  const beside = [...neighbors, ...namedBy(folder, [file, ...neighbors])];
  const end = ending(file, code);
  const alone = end || acts(code) ? `Run it: uv run ${script}` : `To be imported: ${script}`;
  const how = beside.length ? `It needs ${beside.join(' and ')} beside it: ${all}` : alone;
  const head = [
    '# /// script',
    `# requires-python = ">=${python}"`,
    `# dependencies = [`,
    ...requirementsOf(folder, file, pins).map((one) => `#   "${one}",`),
    '# ]',
    '# ///',
    `# A program of ${answer} (MIT).`,
    `# ${how}`,
    ...(environment.length ? [`# It reads ${environment.join(' and ')} from the environment.`] : []),
  ];
  const usesPytest = file.startsWith('test_') && !/^(import|from) pytest\b/m.test(code);
  return `${head.join('\n')}\n${usesPytest ? 'import pytest\n' : ''}${code}\n${end}`;
}

/** The files of an answer's folder that are programs or that programs read, but not records. */
export const filesOf = (folder: string): string[] =>
  readdirSync(programPath(folder, ''))
    .filter((file) => !/\.(mdx|record\.json)$|^__/.test(file))
    .sort();
