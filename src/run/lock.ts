import { normalizeName, pinsIn } from '../lib/versions.ts';

/** The Python of Pyodide, as `3.14`, and the platform its wheels are made for. */
export const inThePage = { python: '3.14', platform: 'pyemscripten_2026_0_wasm32' } as const;

/** A package of the lock: its release and the hashes that its files may have. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  readonly hashes: ReadonlySet<string>;
}

/** What the lock says of the packages `names` on the Python of a page. Throws for one that it lacks. */
export function lockedFor(requirements: string, names: readonly string[]): Locked[] {
  const pins = pinsIn(requirements, inThePage.python);
  return names.map((name) => {
    const version = pins.get(normalizeName(name));
    const blocks = [...requirements.matchAll(/^([\w.-]+)==([^\s;\\]+).*\n((?:[^\S\n]+--hash=.*\n?)+)/gm)];
    const block = blocks.find(
      ([, one = '', release]) => normalizeName(one) === normalizeName(name) && release === version,
    );
    if (!version || !block)
      throw new Error(
        `src/run/packs.ts names "${name}", which is not in requirements.txt. Add it to requirements.in and run: npm run lock`,
      );
    const hashes = [...(block[3] ?? '').matchAll(/sha256:([0-9a-f]{64})/g)].map(([, hash = '']) => hash);
    return { name, version, hashes: new Set(hashes) };
  });
}

/** The packages as a requirements file of their own, without markers: pip would hold those against the Python that it runs on. */
export const requirementsFile = (packages: readonly Locked[]): string =>
  packages
    .map(({ name, version, hashes }) =>
      [`${name}==${version}`, ...[...hashes].map((hash) => `    --hash=sha256:${hash}`)].join(' \\\n'),
    )
    .join('\n')
    .concat('\n');
