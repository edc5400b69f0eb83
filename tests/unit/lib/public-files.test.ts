import { expect, test } from 'vitest';
import { faultsOfPublic } from '../../../src/lib/public-files.ts';

const file = (path: string, size = 1, isLink = false) => ({ path, size, isLink });

test.each(['favicon.svg', 'robots/a.txt', '.well-known/x', 'a.webmanifest', 'dialog.css', 'logo.png', 'tmp/a.css'])(
  '%s may be published',
  (path) => {
    expect(faultsOfPublic([file(path, 1024 * 1024)])).toEqual([]);
  },
);

test.each([
  [file('.env'), 'public/.env is hidden (.env) and would be published. Move it out of public/.'],
  [file('a/.git/config'), 'public/a/.git/config is hidden (.git) and would be published. Move it out of public/.'],
  [file('a\\.DS_Store'), 'public/a\\.DS_Store is hidden (.DS_Store) and would be published. Move it out of public/.'],
  ...[
    'a.css~',
    'a.bak',
    'a.css.orig',
    'a.rej',
    'a.swp',
    'a.swo',
    'a.tmp',
    'npm.log',
    'Thumbs.db',
    'x/desktop.ini',
    '#a#',
  ].map(
    (path) =>
      [file(path), `public/${path} looks like the leftover of a tool and would be published. Remove it.`] as const,
  ),
  [file('evil.html'), 'public/evil.html is a page. Write it in src/pages, where it gets its policy and header.'],
  [file('a.HTM'), 'public/a.HTM is a page. Write it in src/pages, where it gets its policy and header.'],
  [file('a.png', 1024 * 1024 + 1), 'public/a.png has 1048577 bytes. Keep it below 1048576: every reader of it waits.'],
  [file('a.png', 1, true), 'public/a.png is a link. Put the file itself there.'],
] as const)('%o is refused', (one, fault) => {
  expect(faultsOfPublic([file('favicon.svg'), one])).toEqual([fault]);
});
