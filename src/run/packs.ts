/** What a pack has: packages by their names in the lock. */
export interface Pack {
  readonly name: string;
  readonly packages: readonly string[];
}

/** `base` is what every program needs; the others are fetched where a program imports one of their modules. */
export const packs: readonly Pack[] = [
  {
    name: 'base',
    packages: [
      'fastapi',
      'starlette',
      'pydantic',
      'pydantic-core',
      'anyio',
      'opentelemetry-api',
      'typing-extensions',
      'typing-inspection',
      'annotated-types',
      'annotated-doc',
      'idna',
      'httpx2',
      'httpx2-jsfetch',
      'python-multipart',
    ],
  },
  {
    name: 'tests',
    packages: ['pytest', 'iniconfig', 'pluggy', 'packaging', 'pygments', 'pytest-mock'],
  },
  { name: 'sql', packages: ['sqlalchemy', 'sqlmodel'] },
  { name: 'graphql', packages: ['strawberry-graphql', 'graphql-core', 'python-dateutil', 'cross-web'] },
  { name: 'security', packages: ['pyjwt', 'itsdangerous'] },
  { name: 'email', packages: ['email-validator', 'dnspython'] },
  { name: 'settings', packages: ['pydantic-settings', 'python-dotenv'] },
  { name: 'zones', packages: ['tzdata'] },
  { name: 'metrics', packages: ['prometheus-client'] },
];
