import { readdirSync } from 'node:fs';

/** The paths of all built pages but those that only forward. */
export const paths = readdirSync('dist', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.html') && !/^q\//.test(file))
  .map((file) => `/${file.replace(/(^|\/)index\.html$/, '$1')}`)
  .sort();
