import { checkDay } from './days.ts';
import { isPublic } from './line.ts';
import type { Report } from './report.ts';

/** Where the primary sources are: official documentation, release notes, standards, the projects' own repositories. */
const primary = new RegExp(
  `(^|\\.)(${[
    'tiangolo.com starlette.dev pydantic.dev encode.io readthedocs.io python.org rfc-editor.org ietf.org w3.org whatwg.org',
    'mozilla.org openapis.org json-schema.org uvicorn.dev gunicorn.org sqlalchemy.org nginx.org kubernetes.io docker.com grpc.io',
    'strawberry.rocks graphql.org opentelemetry.io prometheus.io sentry.io owasp.org nist.gov palletsprojects.com',
    'djangoproject.com django-rest-framework.org celeryq.dev pytest.org postgresql.org openid.net oauth.net istio.io',
    'argoproj.io python-httpx.org github.com raw.githubusercontent.com pypi.org redis.io valkey.io envoyproxy.io',
  ]
    .join(' ')
    .replaceAll('.', '\\.')
    .replaceAll(' ', '|')})$`,
);
/** What a repository's address names: a tag or commit has a digit, a branch is another thing tomorrow. */
const revision =
  /^https:\/\/(?:github\.com\/[^/]+\/[^/]+\/(?:blob|tree|raw)|raw\.githubusercontent\.com\/[^/]+\/[^/]+)\/(?:refs\/\w+\/)?([^/]+)/;

/** An address without what makes no difference: how its host is written, and a slash at the end. */
const pageOf = (url: string) => new URL(url).href.replace(/\/(?=#|$)/, '');

/** Checks the sources of an answer: primary, deep, each once, at a version or with the day on which it was read. */
export function checkSources(
  report: Report,
  path: string,
  sources: { title: string; url: string; about: string; read?: string | undefined }[],
): void {
  for (const [index, { title, url, about, read }] of sources.entries()) {
    const at = `sources.${index}`;
    const { hostname, pathname, hash } = new URL(url);
    if (!isPublic(url) || !primary.test(hostname)) {
      const remedy =
        'Name the official documentation, a standard or the source; a new host goes into src/check/sources.ts.';
      report.add(path, at, `leads to ${hostname}, which is no primary source`, remedy);
    }
    const isRepository = hostname === 'github.com' && hash === '' && pathname.split('/').length < 4;
    if (pathname === '/' || isRepository)
      report.add(path, at, `leads to the front page ${url}`, 'Lead to the page that says it.');
    if (/^\D+$/.test(revision.exec(url)?.[1] ?? ''))
      report.add(path, at, `leads to a branch: ${url}`, 'Lead to a tag or a commit.');
    if (sources.findIndex((one) => pageOf(one.url) === pageOf(url)) !== index) {
      report.add(path, at, `names ${url} a second time`, 'Name it once; marks may lead to it many times.');
    }
    const twin = sources.findIndex((one) => one.title === title && one.about === about);
    if (twin !== index) report.add(path, at, `is called what source ${twin + 1} is`, 'Give it a title of its own.');
    if (read) checkDay(report, path, `${at}.read`, read);
    const versioned = /\d/.test(about);
    if (versioned === (read !== undefined)) {
      const remedy =
        'Name the version it speaks of in "about", or the day on which it was read in "read", one of the two.';
      report.add(
        path,
        at,
        versioned ? `has a version and a day ("${about}", ${read})` : 'has no version and no day',
        remedy,
      );
    }
  }
}
