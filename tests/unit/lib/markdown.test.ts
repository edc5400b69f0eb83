import { pathToFileURL } from 'node:url';
import { mdxToJs } from 'satteri';
import { expect, test, vi } from 'vitest';

vi.mock('../../../src/site.ts', () => ({
  site: { base: '/base/', url: 'https://a.test', repository: '', revision: '' },
}));
vi.mock('../../../src/lib/forwards.ts', () => ({
  formerIds: (id: string) => (id === 'q7-two-words' ? ['q7-old'] : []),
}));
const { contentPlugins } = await import('../../../src/lib/markdown.ts');

/** What the plugins make of a body of answer 7: the calls of the compiled code, as text. */
function compile(body: string): string {
  const options = {
    hastPlugins: contentPlugins,
    fileURL: pathToFileURL(`${process.cwd()}/content/routing/path-parameters/index.mdx`),
    data: {
      astro: {
        frontmatter: { number: 7 },
        headings: [],
        localImagePaths: new Set<string>(),
        remoteImagePaths: new Set<string>(),
      },
    },
  };
  const result = mdxToJs(body, options as Parameters<typeof mdxToJs>[1]) as { code: string };
  return result.code.replace(/\s+/g, ' ');
}

test('a heading has its fragment, its former ones, and leads to itself', () => {
  const code = compile('## Two words\n\n### And a part');
  expect(code).toMatch(/className: "part"|className: \["part"\]/);
  expect(code).toContain('id: "q7-two-words"');
  expect(code).toContain('id: "q7-old"');
  expect(code).toContain('href: "#q7-two-words"');
  expect(code).toMatch(/subpart/);
  expect(code).toContain('href: "#q7-and-a-part"');
});

test('links to answers start with the base, links to elsewhere stay', () => {
  const code = compile('[a](/x/y/) and [b](https://c.test/)');
  expect(code).toContain('href: "/base/x/y/"');
  expect(code).toContain('href: "https://c.test/"');
});

test('marks are empty links after their words', () => {
  const code = compile('It [never runs](proof:a_b), [says RFC](source:2).');
  expect(code).toContain('never runs');
  expect(code).toContain('href: "#q7-test_a_b"');
  expect(code).toContain('"aria-label": "Proof"');
  expect(code).toContain('"data-n": "2"');
  expect(code).not.toContain('proof:');
});

test('a table is framed, its cells know their columns and have the row’s first as heading, a corner without a name is no heading', () => {
  const code = compile('|   | one | two? |\n| - | --- | --- |\n| a | b | c |\n');
  expect(code).toMatch(/className: "wide"|className: \["wide"\]/);
  expect(code).toMatch(/role: "group"/);
  expect(code).toMatch(/"aria-label": "Table"/);
  expect(code).toContain('"data-label": "two?"');
  expect(code).toContain('"data-label": "one:"');
  expect(code.match(/"data-label"/g)).toHaveLength(2);
  expect(code.match(/_components\.th,/g)).toHaveLength(3);
  expect(code.match(/scope: "row"/g)).toHaveLength(1);
  expect(code).toMatch(/_components\.th, \{\s*scope: "row",\s*children: "a"/);
});

test('what shows files knows its folder and its number', () => {
  const code = compile('<Program file="a.py" />\n\n<Timeline steps={1} />');
  expect(code).toContain('folder: "routing/path-parameters"');
  expect(code).toContain('number: "7"');
  expect(code.match(/folder:/g)).toHaveLength(1);
});
