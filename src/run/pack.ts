import { unzipSync, type Zippable, zipSync } from 'fflate';

/** Members of a wheel or of the standard library that nothing in a page uses. */
const unused = [
  /\.(?:pyi|c|h|pyx|pxd|exe)$/,
  /\.dist-info\/(?:RECORD|WHEEL|INSTALLER|REQUESTED|top_level\.txt|sboms\/.*|licenses\/.*|licen[cs]e.*)$/i,
  /^(?:\w+\/)?tests?\//,
  /^(?:pydoc_data|turtledemo|ensurepip|idlelib|lib2to3|xmlrpc)\//,
  /^(?:antigravity|ftplib|imaplib|mailbox|modulefinder|poplib|tabnanny|wave|zipapp)\.py$/,
  /^encodings\/(?:mac_|cp[78]|cp1[01]|ptcp|kz|hp_|tis|koi8_t)/,
  /^pydantic\/(?:v1\/|mypy\.py$|_migration_guide)/,
  /^anyio\/_backends\/_trio\.py$/,
  /^sqlalchemy\/(?:testing|dialects\/(?:mssql|mysql|oracle))\//,
  /^strawberry\/(?:django|channels|codegen|cli|sanic|chalice|flask|aiohttp|litestar|quart)\//,
  // pytest colors Python and differences with it, in a terminal.
  /^pygments\/(?:lexers\/(?!(?:__init__|_mapping|python|diff|special|_builtins\w*)\.py$)|styles\/(?!(?:__init__|_mapping|default)\.py$)|formatters\/(?!(?:__init__|_mapping|terminal)\.py$))/,
];

/** The fields of a package's metadata without the description behind them. */
const headOf = (metadata: Uint8Array) => {
  const text = Buffer.from(metadata).toString('utf8');
  return Buffer.from(`${text.split(/\r?\n\r?\n/, 1)[0]}\n`);
};

/** The members that `archives` have together, by name, without directories and what is not used. */
export function membersOf(archives: readonly Uint8Array[]): Map<string, Uint8Array> {
  const members = new Map<string, Uint8Array>();
  for (const archive of archives) {
    const found = unzipSync(archive, {
      filter: ({ name }) => !name.endsWith('/') && !unused.some((one) => one.test(name)),
    });
    for (const [name, content] of Object.entries(found))
      members.set(name, /\.dist-info\/METADATA$/.test(name) ? headOf(content) : content);
  }
  return members;
}

/** The members as a zip that stores them as they are, so that whatever compresses the whole finds what they have in common; the same bytes each time. */
export function storedZip(members: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(sorted) as Zippable, { level: 0, mtime: '1980-01-02T00:00:00' });
}

/** The modules that can be imported from the members: `fastapi`, `typing_extensions`. */
export const modulesOf = (members: Iterable<string>): string[] =>
  [
    ...new Set(
      [...members]
        .map((name) => /^([A-Za-z_]\w*)(?:\/__init__\.py|\.py|\.cpython[^/]*\.so)$/.exec(name)?.[1] ?? '')
        .filter((name) => name && !name.startsWith('_')),
    ),
  ].sort();

/** Pyodide's two modules as one script that a classic worker runs: `loadPyodide` and `createPyodideModule`. Module workers from a blob fail in frames of opaque origin. */
export function bundleOf(loader: string, machine: string): string {
  const replaced = (text: string, from: RegExp, to: string) => {
    if (!from.test(text)) throw new Error(`Pyodide has no ${from} any more: mend src/run/pack.ts for its new release.`);
    return text.replace(from, to);
  };
  const withoutMap = (text: string) => text.replace(/\/\/# sourceMappingURL=.*\s*$/, '').trimEnd();
  const first = replaced(withoutMap(loader), /export\{(\w+) as loadPyodide,\w+ as version\};$/, 'return $1;');
  const second = replaced(withoutMap(machine), /export default (\w+);$/, 'return $1;');
  return [
    // It refuses classic workers, which it knows by this.
    'self.importScripts = undefined;',
    `const loadPyodide = (() => {${first.replaceAll('import.meta.url', 'self.location.href')}})();`,
    `const createPyodideModule = (() => {${second.replaceAll('import.meta.url', 'self.location.href')}})();`,
    '',
  ].join('\n');
}

/** What a wheel says of its licence: its name, and the texts that it brings. */
export function licenseOf(name: string, version: string, wheel: Uint8Array): string {
  const texts = unzipSync(wheel, {
    filter: (file) => /\.dist-info\/(?:METADATA$|.*(?:licen[cs]e|copying|notice|authors))/i.test(file.name),
  });
  const entries = Object.entries(texts).map(
    ([file, content]) => [file, Buffer.from(content).toString('utf8')] as const,
  );
  const head = entries.find(([file]) => file.endsWith('METADATA'))?.[1].split(/\r?\n\r?\n/, 1)[0] ?? '';
  const field = (key: string) => new RegExp(`^${key}: (.+)$`, 'm').exec(head)?.[1]?.trim();
  const classifier = /^Classifier: License :: (?:OSI Approved :: )?(.+)$/m.exec(head)?.[1]?.trim();
  const license = field('License-Expression') ?? classifier ?? field('License') ?? 'see below';
  const full = entries.filter(([file]) => !file.endsWith('METADATA')).map(([, text]) => `\n${text.trim()}\n`);
  return `${name} ${version}: ${license}\n${full.join('')}`;
}
