import { describe, expect, test } from 'vitest';
import { commandsFor, nameIn, type Need } from '../../tools/system.ts';

const everything: Need[] = ['Python', 'Chromium', 'Firefox', 'nginx with Brotli'];

describe('the system is known by what it says of itself, or by what it is like', () => {
  test.each([
    ['ID=debian\nVERSION_ID="12"', 'debian'],
    ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian', 'ubuntu'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"', 'ubuntu'],
    ['ID=fedora\nVERSION_ID=43', 'fedora'],
    ['ID="almalinux"\nID_LIKE="rhel centos fedora"', 'fedora'],
    ['ID=arch', undefined],
  ])('%j', (release, name) => expect(nameIn(release)).toBe(name));
});

describe('what is missing is named with the commands that bring it', () => {
  test('on Debian one command, with sudo for who is not root', () => {
    expect(commandsFor('debian', everything, false)).toEqual([
      'sudo apt-get update -qq',
      'sudo apt-get install -qq --yes --no-install-recommends python3-venv chromium firefox-esr nginx-light libnginx-mod-http-brotli-static',
    ]);
    expect(commandsFor('debian', ['Firefox'], true)).toEqual([
      'apt-get update -qq',
      'apt-get install -qq --yes --no-install-recommends firefox-esr',
    ]);
  });

  test('on Ubuntu browsers are downloaded, for its own are snaps', () => {
    expect(commandsFor('ubuntu', ['Chromium', 'Firefox'], false)).toEqual([
      'npx playwright install chromium',
      'npx @puppeteer/browsers install firefox@stable --path .cache/browsers',
    ]);
    expect(commandsFor('ubuntu', ['Chromium', 'nginx with Brotli'], false)).toEqual([
      'sudo apt-get update -qq',
      'sudo apt-get install -qq --yes --no-install-recommends nginx-light libnginx-mod-http-brotli-static',
      'npx playwright install chromium',
    ]);
  });

  test('on Fedora by dnf', () => {
    expect(commandsFor('fedora', everything, false)).toEqual([
      'sudo dnf install --assumeyes python3 chromium firefox nginx nginx-mod-brotli',
    ]);
  });

  test('on macOS one command each, never as root', () => {
    expect(commandsFor('macos', everything, false)).toEqual([
      'brew install python@3.11',
      'brew install google-chrome',
      'brew install firefox',
      'brew install denji/nginx/nginx-full --with-http2 --with-gzip-static --with-brotli-module',
    ]);
  });

  test('on a system without packages of ours', () => {
    expect(commandsFor(undefined, ['Chromium', 'nginx with Brotli'], false)).toEqual([
      'npx playwright install chromium',
      '(nginx with Brotli: as this system does it)',
    ]);
  });
});
