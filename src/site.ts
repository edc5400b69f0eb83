/** What the site is called and where it and its source live; forks change it here or by environment. */
export const site = {
  name: 'FastAPI Answers',
  description:
    '40 FastAPI interview questions, each answered, explained and proven by programs that run on current releases.',
  /** Absolute address the site is published at, without the base path. */
  url: process.env.SITE_URL ?? 'https://fastapi-answers.example',
  /** Path the site is published under: `/` or `/name/`. */
  base: process.env.SITE_BASE ?? '/',
  /** Repository, for edit links, programs and reports. */
  repository: `https://github.com/${process.env.GITHUB_REPOSITORY ?? 'fastapi-answers/fastapi-answers'}`,
} as const;
