/** Where a build is for when nobody says: an address that cannot be anybody's. */
export const placeholder = 'https://fastapi-answers.example';

/** Says what is wrong with a variable of the environment, without a stack: whoever set it is not helped by where we read it. */
function refuse(name: string, value: string, remedy: string): never {
  const error = new Error(`${name} is "${value}". ${remedy}`);
  error.stack = error.message;
  throw error;
}

/** The origin that `SITE_URL` names; a slash at its end is dropped. Throws for what is no origin. */
export function originFrom(value = ''): string {
  if (value === '') return placeholder;
  const remedy = 'Write where the site is published, without a path: https://answers.example.org';
  if (!URL.canParse(value)) refuse('SITE_URL', value, remedy);
  const { protocol, pathname, search, hash, username, origin } = new URL(value);
  if (!/^https?:$/.test(protocol)) refuse('SITE_URL', value, remedy);
  if (pathname !== '/') refuse('SITE_URL', value, `${remedy}. The path belongs into SITE_BASE.`);
  if (search || hash || username) refuse('SITE_URL', value, remedy);
  return origin;
}

/** The path that `SITE_BASE` names, with a slash at each end, which may be missing. Throws for what is no path. */
export function baseFrom(value = ''): string {
  const steps = value.replace(/^\/|\/$/g, '');
  if (steps === '') return '/';
  // It stands in the configurations of servers, where other characters mean something.
  const isPath = steps.split('/').every((step) => /^[\w.~-]+$/.test(step) && !/^\.+$/.test(step));
  if (!isPath)
    refuse('SITE_BASE', value, 'Write the path below SITE_URL, of letters, digits, "-", "_", "." and "~": /answers/');
  return `/${steps}/`;
}

/** The repository that `GITHUB_REPOSITORY` names, as `owner/name`. Throws for what is none. */
export function repositoryFrom(value = ''): string {
  if (value === '') return 'fastapi-answers/fastapi-answers';
  if (!/^[\w.-]+\/[\w.-]+$/.test(value)) refuse('GITHUB_REPOSITORY', value, 'Write the repository as owner/name.');
  return value;
}

/** Whether `SITE_OFFLINE` lets readers keep the site: unless it is `no`. Throws for other words. */
export function offlineFrom(value = ''): boolean {
  if (!['', 'yes', 'no'].includes(value))
    refuse('SITE_OFFLINE', value, 'Write "no" to publish without a service worker and to remove an earlier one.');
  return value !== 'no';
}
