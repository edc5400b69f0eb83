/** What no package of npm brings: a Python for the programs; browsers and an nginx with Brotli for the built site. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chromiumPath, downloadFolder, firefoxPath, isQuick } from './browsers.ts';
import { findNginx } from './nginx.ts';
import { canMakeVenv, Missing, wanted } from './venv.ts';

/** A thing to bring, by the name that a person knows. */
export type Need = 'Python' | 'Chromium' | 'Firefox' | 'nginx with Brotli';
/** What saves time where it can be had. */
type Wish = 'quick Chromium';

const isThere: { [need in Need]: () => boolean } = {
  Python: canMakeVenv,
  Chromium: () => chromiumPath() !== undefined,
  Firefox: () => firefoxPath() !== undefined,
  'nginx with Brotli': () => findNginx() !== undefined,
};

/** Downloads into the user's own folders. Playwright needs a Firefox of its own making, which Puppeteer cannot drive. */
const downloads: { [need in Need]?: string } = {
  Chromium: 'playwright install chromium',
  Firefox: `@puppeteer/browsers install firefox@stable --path ${downloadFolder}`,
};

interface System {
  /** Command to which the names of packages are added. */
  install: string;
  /** Command that the first one needs on a new machine. */
  before?: string;
  root: boolean;
  packages: { [need in Need | Wish]?: string };
}

const apt = {
  before: 'apt-get update -qq',
  install: 'apt-get install -qq --yes --no-install-recommends',
  root: true,
};
const python = 'python3-venv';
const nginx = 'nginx-light libnginx-mod-http-brotli-static';
const systems: { [name: string]: System } = {
  debian: {
    ...apt,
    packages: {
      Python: python,
      Chromium: 'chromium',
      'quick Chromium': 'chromium-headless-shell',
      Firefox: 'firefox-esr',
      'nginx with Brotli': nginx,
    },
  },
  // Ubuntu's own browsers are snaps, which see no other program's folders; the downloaded ones need its libraries.
  ubuntu: { ...apt, packages: { Python: python, 'nginx with Brotli': nginx } },
  fedora: {
    install: 'dnf install --assumeyes',
    root: true,
    packages: {
      Python: 'python3',
      Chromium: 'chromium',
      Firefox: 'firefox',
      'nginx with Brotli': 'nginx nginx-mod-brotli',
    },
  },
  macos: {
    install: 'brew install',
    root: false,
    packages: {
      Python: `python@${wanted}`,
      Chromium: 'google-chrome',
      Firefox: 'firefox',
      'nginx with Brotli': 'denji/nginx/nginx-full --with-http2 --with-gzip-static --with-brotli-module',
    },
  },
};

/** The name, in `systems`, of the system that an os-release file describes; undefined for one that we know no packages of. */
export function nameIn(release: string): string | undefined {
  const names = [/^ID=(.*)$/m, /^ID_LIKE=(.*)$/m].flatMap((line) =>
    (line.exec(release)?.[1] ?? '').replaceAll('"', '').split(' '),
  );
  return names.find((name) => systems[name]);
}

function nameOfSystem(): string | undefined {
  if (process.platform === 'darwin') return 'macos';
  return existsSync('/etc/os-release') ? nameIn(readFileSync('/etc/os-release', 'utf8')) : undefined;
}

const isRoot = process.getuid?.() === 0;

function run(command: string): boolean {
  console.log(`> ${command}`);
  const [program = '', ...words] = command.replace('@puppeteer/', '').split(' ');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, words, { stdio: ['inherit', 'ignore', 'inherit'], env }).status === 0;
}

/** Commands that install the packages of `needs` on `system`, as a person would type them. */
function packagesFor(system: System | undefined, needs: (Need | Wish)[], root: boolean): string[] {
  const sudo = system?.root && !root ? 'sudo ' : '';
  const perNeed = needs.flatMap((need) => system?.packages[need] ?? []);
  // A formula's own options hold for every name in the same command.
  const groups = system?.root ? [perNeed.join(' ')].filter(Boolean) : perNeed;
  const before = groups.length > 0 && system?.before ? [`${sudo}${system.before}`] : [];
  return [...before, ...groups.map((names) => `${sudo}${system?.install} ${names}`)];
}

/** All that brings `needs` on the system `name`, for `root` or another user, where its packages or downloads do. */
export function commandsFor(name: string | undefined, needs: Need[], root: boolean): string[] {
  const system = name ? systems[name] : undefined;
  const others = needs.filter((need) => !system?.packages[need]);
  return [
    ...packagesFor(system, needs, root),
    ...others.map((need) => (downloads[need] ? `npx ${downloads[need]}` : `(${need}: as this system does it)`)),
  ];
}

/**
 * Brings what is missing of `needs`: packages of the system where that is allowed (`asked` for, root of a Debian or
 * Ubuntu, or a machine of CI), downloads of browsers everywhere. What cannot be had is named with what brings it.
 */
export function bring(needs: Need[], asked: boolean): void {
  const missing = () => needs.filter((need) => !isThere[need]());
  const name = nameOfSystem();
  const isSlow = name === 'debian' && needs.includes('Chromium') && !isQuick();
  if (missing().length === 0 && !isSlow) return;
  const system = name ? systems[name] : undefined;
  const mayInstall = asked || process.env['CI'] === 'true' || (isRoot && system?.install === apt.install);
  if (mayInstall) {
    packagesFor(system, missing(), isRoot).every(run);
    // What there is serves where this fails.
    if (isSlow) packagesFor(system, ['quick Chromium'], isRoot).every(run);
  }
  for (const need of missing()) {
    const command = downloads[need];
    if (command && run(command) && mayInstall && name === 'ubuntu')
      run(`playwright install-deps ${need.toLowerCase()}`);
  }

  const left = missing();
  if (left.length === 0) return;
  throw new Missing(
    `The tests need ${left.join(', ')}. Bring what is missing with \`npm run setup -- --system\`, or yourself:\n  ${commandsFor(name, left, isRoot).join('\n  ')}`,
  );
}
