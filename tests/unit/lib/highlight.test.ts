import { expect, test } from 'vitest';
import { highlight } from '../../../src/lib/highlight.ts';

test('each kind of token has its class, neighbors of one kind one span', async () => {
  const code =
    '# why\n@app.get("/a")\nasync def read(item: int = 5) -> None:\n    return not item < 2\nclass A(Base): ...';
  expect(await highlight(code, 'a.py')).toEqual([
    '<span class="comment"># why</span>',
    '<span class="function">@app.get(</span><span class="string">"/a"</span><span class="function">)</span>',
    '<span class="keyword">async def </span><span class="function">read</span>(item: <span class="type">int</span> = 5) -&gt; <span class="keyword">None</span>:',
    '    <span class="keyword">return not</span> item &lt; 2',
    '<span class="keyword">class </span><span class="type">A</span>(<span class="type">Base</span>): ...',
  ]);
});

test('the language follows from the name of the file', async () => {
  expect((await highlight('{"a": null}', 'a.json'))[0]).toContain('<span class="keyword">null</span>');
  expect((await highlight('# x', 'run.sh'))[0]).toBe('<span class="comment"># x</span>');
  expect((await highlight('FROM python', 'Dockerfile'))[0]).toContain('<span class="keyword">FROM</span>');
  expect((await highlight('a: 1', 'x.yaml'))[0]).not.toBe('a: 1');
  expect((await highlight('a: 1', 'x.yml'))[0]).not.toBe('a: 1');
  expect((await highlight('a = true', 'x.toml'))[0]).toContain('span');
  expect((await highlight('listen 80;', 'nginx.conf'))[0]).toContain('span');
  expect((await highlight('message A {}', 'a.proto'))[0]).toContain('span');
  expect((await highlight('query { a }', 'a.graphql'))[0]).toContain('span');
});

test('a language that is not known is plain, and escaped', async () => {
  expect(await highlight('a < b\nc', 'notes.txt')).toEqual(['a &lt; b', 'c']);
  expect(await highlight('a', '')).toEqual(['a']);
});

test('the same code gives the same lines again', async () => {
  expect(await highlight('x = 1', 'a.py')).toBe(await highlight('x = 1', 'b.py'));
  expect(await highlight('x = 1', 'a.py')).not.toBe(await highlight('x = 1', 'a.sh'));
});
