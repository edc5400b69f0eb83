import type { Manifest, RunFile } from './protocol.ts';

/** The top-level modules that a file imports, wherever in it, by its lines. */
export function importsIn(code: string): string[] {
  const found = code.matchAll(
    /^[ \t]*(?:from[ \t]+(\w+)[\w.]*[ \t]+import\b|import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*))/gm,
  );
  const names = [...found].flatMap(([, from, list = '']) =>
    from ? [from] : list.split(',').map((one) => one.trim().split(/[ .]/)[0]!),
  );
  return [...new Set(names)];
}

/** What needs a pack without importing from it, by a word in the code. */
const silent: { readonly [pack: string]: RegExp } = {
  zones: /\bZoneInfo\b/,
  email: /\b(?:EmailStr|NameEmail)\b/,
  security: /\bSessionMiddleware\b/,
};
const isTest = ({ name }: RunFile) => /^test_.*\.py$/.test(name);

/** The packs beyond the base that the files need, in the manifest's order. */
export function packsFor(files: readonly RunFile[], { packs, modules }: Pick<Manifest, 'packs' | 'modules'>): string[] {
  const imported = new Set(files.flatMap(({ text }) => importsIn(text)));
  const needs = (name: string) =>
    modules[name]?.some((one) => imported.has(one)) ||
    files.some(({ text }) => silent[name]?.test(text)) ||
    (name === 'tests' && files.some(isTest));
  return packs.map(({ name }) => name).filter(needs);
}

/** The module whose import failed for want of it; undefined where something else went wrong. */
export const missingModule = (traceback: string): string | undefined =>
  /^ModuleNotFoundError: No module named '([\w]+)/m.exec(traceback)?.[1];

/** What a traceback says in its last line, and the last line of `file` that it leads through. */
export function readTraceback(traceback: string, file: string): { says: string; line: number | undefined } {
  const lines = traceback.trimEnd().split('\n');
  const places = lines.flatMap((text) => {
    const [, path = '', line] = /^\s*File "([^"]+)", line (\d+)/.exec(text) ?? [];
    return path.split('/').pop() === file ? [Number(line)] : [];
  });
  // Notes and details are indented beneath it.
  const says = lines.findLast((text) => /^[\w.]+(?:Error|Exception|Warning|Exit|Interrupt|Group)?\b/.test(text)) ?? '';
  return { says, line: places.at(-1) };
}

/** What answers requests in a file, as a server is told it: `main:app`. Empty where nothing in it does. */
export function applicationIn(file: string, text: string): string {
  const name = /^(\w+)(?:[ \t]*:[^=\n]+)?[ \t]*=[ \t]*(?:\w+\.)?(?:FastAPI|Starlette)\(/m.exec(text)?.[1];
  return name ? `${file.replace(/\.py$/, '')}:${name}` : '';
}
