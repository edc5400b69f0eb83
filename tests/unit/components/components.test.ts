import { experimental_AstroContainer as AstroContainer } from 'astro/container';
import { beforeAll, describe, expect, test } from 'vitest';
import Code from '../../../src/components/code/Code.astro';
import Correction from '../../../src/components/answer/Correction.astro';
import FollowUp from '../../../src/components/answer/FollowUp.astro';
import Pagination from '../../../src/components/navigation/Pagination.astro';
import Pitfall from '../../../src/components/answer/Pitfall.astro';
import Graph from '../../../src/components/drawing/Graph.astro';
import Program from '../../../src/components/code/Program.astro';
import Sequence from '../../../src/components/drawing/Sequence.astro';
import SourceList from '../../../src/components/answer/SourceList.astro';
import Steps from '../../../src/components/code/Steps.astro';
import Timeline from '../../../src/components/drawing/Timeline.astro';

let container: AstroContainer;
beforeAll(async () => {
  container = await AstroContainer.create();
});
const render = async (component: Parameters<AstroContainer['renderToString']>[0], props: { [name: string]: unknown }) =>
  (await container.renderToString(component, { props })).replace(/\s+/g, ' ');

const http = (step: string, status: number, more = {}) => ({
  step,
  kind: 'http',
  request: { method: 'POST', path: '/a', body: { x: 1 } },
  response: { status, body: { y: 2 } },
  ...more,
});
const record = (...steps: object[]) => ({ steps });

describe('recorded steps', () => {
  test('a success is good, an error is bad, and each says what was sent before what was received', async () => {
    const html = await render(Steps, { record: record(http('one', 201), http('two', 404)), file: 'a.py', number: 7 });
    expect(html).toContain('<b class="good">201 Created</b>');
    expect(html).toContain('<b class="bad">404 Not Found</b>');
    expect(html.indexOf('sent: ')).toBeLessThan(html.indexOf('received: '));
    expect(html.indexOf('{&quot;x&quot;: 1}')).toBeLessThan(html.indexOf('{&quot;y&quot;: 2}'));
  });

  test('the first is open, the others are folded, each at an address of its own', async () => {
    const html = await render(Steps, { record: record(http('one', 200), http('two', 200)), file: 'a.py', number: 7 });
    expect(html).toMatch(/<details class="step" open(="")?> <summary> <span id="q7-a\.py-one">/);
    expect(html).toMatch(/<details class="step"> <summary> <span id="q7-a\.py-two">/);
  });

  test('a step that has its address elsewhere has none here', async () => {
    const html = await render(Steps, { record: record(http('one', 200)), file: 'a.py', number: 7, elsewhere: ['one'] });
    expect(html).not.toContain('id=');
  });

  test('steps that begin and end alike say which they are, others do not', async () => {
    const steps = [http('wrong-key', 401), http('no-key', 401), http('right-key', 200)];
    const html = await render(Steps, { record: record(...steps), file: 'a.py', number: 7 });
    expect(html).toContain('<b class="bad">401 Unauthorized</b> <span class="prose">wrong key</span> </summary>');
    expect(html).toContain('<b class="bad">401 Unauthorized</b> <span class="prose">no key</span> </summary>');
    expect(html).toContain('<b class="good">200 OK</b> </summary>');
  });

  test('what varies is said to be replaced, and a note is shown', async () => {
    const plain = await render(Steps, { record: record(http('one', 200)), file: 'a.py', number: 7 });
    expect(plain).not.toContain('vary');
    const masked = await render(Steps, {
      record: record(http('one', 200, { masked: true, note: 'Look.' })),
      file: 'a.py',
      number: 7,
    });
    expect(masked).toContain('Parts that vary from run to run are replaced.');
    expect(masked).toContain('Look.');
  });
});

describe('programs', () => {
  test('a whole file is shown without a fold, a region with the whole file beneath', async () => {
    const props = { folder: 'routing/path-parameters', number: 7, steps: [] };
    const whole = await render(Program, { ...props, file: 'by_hand.py' });
    expect(whole).toContain('id="q7-by_hand.py"');
    expect(whole).not.toContain('The whole file');
    const part = await render(Program, {
      ...props,
      folder: 'validation/validation-errors',
      number: 15,
      file: 'problems.py',
      region: 'handler',
    });
    expect(part).toMatch(/part of<\/span> problems.py/);
    expect(part).toMatch(/The whole file, \d+ lines/);
    expect(part).not.toMatch(/# (region|endregion|point)/);
  });

  test('lines that make the point are marked, the second of two empty lines takes no room', async () => {
    const html = await render(Code, { listing: { code: 'a\n\n\nb', points: [3] }, file: 'x.txt' });
    expect(html).toContain('<mark>b</mark>');
    expect(html.match(/<mark>/g)).toHaveLength(1);
    expect(
      (
        await container.renderToString(Code, { props: { listing: { code: 'a\n\n\nb', points: [] }, file: 'x.txt' } })
      ).replace(/<[^>]+>/g, ''),
    ).toBe('a\n\n\nb');
  });
});

const answer = { number: 7, id: 'routing/path-parameters', url: '/a/', data: { question: 'Why `x`?', title: 'T' } };

test('a pitfall folds a program of its own as the wrong version, and repeats the steps of one that is shown', async () => {
  const pitfall = { write: 'w', happens: 'h', instead: 'i', program: 'by_hand.py', steps: ['by-hand'] };
  const own = await render(Pitfall, { pitfall, answer, elsewhere: undefined });
  expect(own).toContain('id="q7-pitfall-by-hand"');
  expect(own).toContain(
    '<dt>You write</dt> <dd>w</dd> <dt class="bad">What happens</dt> <dd>h</dd> <dt class="good">Write instead</dt> <dd>i</dd>',
  );
  expect(own).toContain('the wrong version');
  expect(own).toContain('is-wrong');
  const shown = await render(Pitfall, { pitfall, answer, elsewhere: ['by-hand'] });
  expect(shown).not.toContain('the wrong version');
  expect(shown).not.toContain('id="q7-by_hand.py-by-hand"');
});

test('a correction says what is said, then what is true, and since when', async () => {
  const words = (html: string) =>
    html
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  const correction = { said: 'S.', truth: 'T.', since: 'FastAPI 0.1' };
  expect(words(await render(Correction, { correction, number: 7 }))).toBe('S. T. Since FastAPI 0.1.');
  expect(words(await render(Correction, { correction: { said: 'S.', truth: 'T.' }, number: 7 }))).toBe('S. T.');
});

test('neighbors are named by their titles', async () => {
  const html = await render(Pagination, { previous: answer, next: { ...answer, number: 8, url: '/b/' } });
  expect(html).toMatch(/<a rel="prev" href="\/a\/"> <span>← 7<\/span> T <\/a>/);
  expect(html).toMatch(/<a rel="next" href="\/b\/"> <span>8 →<\/span>/);
  expect(await render(Pagination, {})).not.toContain('<a');
});

test('a follow-up has an address, and leads to the answer that says more', async () => {
  const all = [{ ...answer, number: 9, url: '/c/' }];
  const html = await render(FollowUp, { question: { ask: 'And then?', reply: 'So.', answer: 9 }, number: 7, all });
  expect(html).toContain('id="q7-and-then"');
  expect(html).toContain('<a href="/c/">9. T</a>');
  await expect(render(FollowUp, { question: { ask: 'A?', reply: 'B', answer: 5 }, number: 7, all })).rejects.toThrow(
    'answer 7 refers to answer 5',
  );
});

test('sources are numbered as the marks name them, each with its version or its day', async () => {
  const sources = [
    { title: 'A', url: 'https://a.test/1', about: 'X 1.0' },
    { title: 'B', url: 'https://a.test/2', about: 'Y', read: '2026-11-26' },
  ];
  const html = await render(SourceList, { sources, number: 7 });
  expect(html).toMatch(/<li id="q7-source-1"> <a href="https:\/\/a\.test\/1">A<\/a>.*\(X 1\.0 ?\)/);
  expect(html).toMatch(/<li id="q7-source-2">.*\(Y ?, read on 2026-11-26 ?\)/);
});

test('a day that all sources without a version share is said once, after them', async () => {
  const read = (...days: string[]) =>
    days.map((day, at) => ({ title: 'A', url: `https://a.test/${at}`, about: 'Y', read: day }));
  const once = await render(SourceList, { sources: read('2026-11-26', '2026-11-26'), number: 7 });
  expect(once).not.toContain('read on 2026-11-26 )');
  expect(once).toMatch(/<\/ol> <p[^>]*> ?Living pages were read on 2026-11-26\. ?<\/p>/);
  const each = await render(SourceList, { sources: read('2026-11-26', '2026-11-27'), number: 7 });
  expect(each).not.toContain('Living pages');
  expect(each).toContain('read on 2026-11-27');
});

test('bars of a timeline lie where their steps are', async () => {
  const html = await render(Timeline, {
    caption: 'c',
    alt: 'a',
    steps: 4,
    lanes: [{ name: 'n', bars: [[1, 3, 'x']] }],
  });
  expect(html).toMatch(/<rect class="act" x="25%" y="18" width="50%" height="24"/);
});

/** The lines of a drawing, each from where to where, its tips and texts, in their order. */
const drawn = (html: string) => ({
  lines: [...html.matchAll(/<line x1="([\d.]+)%" x2="([\d.]+)%"/g)].map(([, from, to]) => Number(to) - Number(from)),
  tips: [...html.matchAll(/class="tip" d="M-?[\d.]+ [\d.]+l([^vh]+)/g)].map(([, towards]) => towards),
  texts: [...html.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text),
});

test('the messages of a sequence go from who says them to who hears them', async () => {
  const messages = [
    [0, 1, 'asks'],
    [1, 0, 'answers'],
    [1, 1, 'thinks'],
  ];
  const { lines, tips, texts } = drawn(
    await render(Sequence, { caption: 'c', alt: 'd', actors: ['a', 'b'], messages }),
  );
  expect(lines.map(Math.sign)).toEqual([1, -1]);
  expect(tips).toEqual(['-8-4', '8-4']);
  expect(texts).toEqual(['a', 'b', 'asks', 'answers', 'thinks']);
});

test('the arrows of a graph go from what leads to what it leads to', async () => {
  const nodes = [
    ['a', 0, 0],
    ['b', 1, 0],
    ['c', 1, 1],
  ];
  const edges = [
    [0, 1, 'x'],
    [1, 2],
    [2, 1],
    [1, 0],
  ];
  const { lines, tips, texts } = drawn(await render(Graph, { caption: 'c', alt: 'd', nodes, edges }));
  expect(lines.map(Math.sign)).toEqual([1, 0, 0, -1]);
  expect(tips).toEqual(['-8-4', '-4-8', '-4 8', '8-4']);
  expect(texts).toEqual(['x', 'a', 'b', 'c']);
});
