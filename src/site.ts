import { execFileSync } from 'node:child_process';
import { baseFrom, offlineFrom, originFrom, repositoryFrom } from './lib/settings.ts';

/** The commit that is being built; `main` where there is no git. */
function revisionOf(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'main';
  }
}

/** What the site is called and where it and its source live; forks change it here or by environment. */
export const site = {
  name: 'FastAPI Answers',
  description:
    'FastAPI interview questions, each answered, explained and proven by programs that run on current releases.',
  /** Absolute address the site is published at, without the base path. */
  url: originFrom(process.env.SITE_URL),
  /** Path the site is published under: `/` or `/name/`. */
  base: baseFrom(process.env.SITE_BASE),
  /** Whether readers may keep the site for offline; where not, an earlier service worker is removed. */
  offline: offlineFrom(process.env.SITE_OFFLINE),
  /** Repository, for edit links, programs and reports. */
  repository: `https://github.com/${repositoryFrom(process.env.GITHUB_REPOSITORY)}`,
  /** Commit, for links to lines of files. */
  revision: process.env.GITHUB_SHA?.slice(0, 12) ?? revisionOf(),
} as const;
