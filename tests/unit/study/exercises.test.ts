import { expect, test } from 'vitest';
import type { Answer, Section } from '../../../src/lib/collections.ts';
import { chaptersOf, mistakesIn, predictionsIn, statusesFor, withoutComments } from '../../../src/study/exercises.ts';
import { readAnswers } from '../../support/answers.ts';

const answers = readAnswers().map(({ id, data }, index) => ({
  id,
  data,
  number: data.number,
  url: `/${id}/`,
  section: { id: id.split('/')[0] },
  position: index + 1,
})) as unknown as Answer[];
const mistake = {
  answer: 9,
  said: '`Response(content=data, headers=...)` returns data as JSON.',
  right: 'It [does not](proof:response_takes_neither_dict_nor_guesses_a_content_type).',
  beside: [
    'One [is true](source:6).',
    'Another [is too](proof:dependencies/shared-dependencies#two_requests_at_once_have_a_session_each).',
  ],
};
const prediction = { answer: 9, program: 'plain.py', step: 'from-dict', why: 'Because.' };

test('a mistake has its wrong sentence somewhere among the true ones, which lead to what shows them', () => {
  const [found] = mistakesIn(answers, { name: { ...mistake, run: { program: 'plain.py', step: 'from-dict' } } });
  expect(found!.sentences[found!.wrong]).toEqual({ text: mistake.said });
  expect(
    found!.sentences.filter((_, at) => at !== found!.wrong).toSorted((a, b) => (a.text < b.text ? -1 : 1)),
  ).toEqual([
    {
      text: 'Another is too.',
      proof: '/routing/status-codes-and-headers/#q9-shared-dependencies.test_two_requests_at_once_have_a_session_each',
    },
    { text: 'One is true.', proof: '/routing/status-codes-and-headers/#q9-source-6' },
  ]);
  expect(found).toMatchObject({
    name: 'name',
    right: mistake.right,
    instead: undefined,
    url: '/routing/status-codes-and-headers/#q9-no-longer-true',
    runs: [{ run: { title: 'GET /dict', status: '500 Internal Server Error' } }],
  });
  expect(found!.truth).toMatch(/^`Response` takes text or bytes\./);
});

test('the wrong sentence may be worded anew, and one of a pitfall brings its runs along', () => {
  const said = 'Return a tuple, as in Flask.';
  const [found] = mistakesIn(answers, { name: { ...mistake, said, wrong: 'A tuple is a status.' } });
  expect(found!.sentences[found!.wrong]!.text).toBe('A tuple is a status.');
  expect(found!.url).toBe('/routing/status-codes-and-headers/#q9-pitfall-tuple');
  expect(found!.runs.map(({ run }) => run.title)).toEqual(['POST /orders']);
  expect(found!.instead).toBe('Use the decorator or the injected response.');
  expect(mistakesIn(answers, { name: mistake })[0]!.runs).toEqual([]);
});

test('the place of the wrong sentence tells nothing: over all exercises each is about as likely', () => {
  const all = mistakesIn(answers);
  expect(all.length).toBeGreaterThanOrEqual(60);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { name, sentences, wrong, right } of all) {
    expect(sentences.length, name).toBeGreaterThanOrEqual(3);
    expect(sentences[wrong]!.proof, name).toBeUndefined();
    expect(right, name).not.toBe(sentences[wrong]!.text);
  }
  for (const place of [0, 1, 2]) {
    const share = all.filter(({ wrong }) => wrong === place).length / all.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.45);
  }
});

/** How often the wrong sentence is found by whoever picks the one with the most of something. */
function shareFoundBy(measure: (text: string) => number): number {
  const found = mistakesIn(answers).map(({ sentences, wrong }) => {
    const amounts = sentences.map(({ text }) => measure(text));
    const most = Math.max(...amounts);
    return amounts[wrong] === most ? 1 / amounts.filter((one) => one === most).length : 0;
  });
  return found.reduce((sum, one) => sum + one, 0) / found.length;
}

test.each<[name: string, measure: (text: string) => number]>([
  ['length', (text) => text.length],
  ['denial', (text) => text.match(/\b(?:not|no|never|none|nothing|nobody|cannot|without)\b/gi)?.length ?? 0],
  ['absolutes', (text) => text.match(/\b(?:all|any|every|always|whatever|only|each)\b/gi)?.length ?? 0],
  ['reserve', (text) => text.match(/\b(?:by default|unless|may|can)\b/gi)?.length ?? 0],
  ['names', (text) => text.match(/FastAPI|Pydantic/g)?.length ?? 0],
  ['code', (text) => text.match(/`/g)?.length ?? 0],
  ['figures', (text) => text.match(/\d/g)?.length ?? 0],
])('the form of the wrong sentence tells nothing: neither much nor little of its %s', (_, measure) => {
  // Of three or four sentences, whoever guesses finds 32 of 100.
  expect(shareFoundBy(measure)).toBeLessThan(0.4);
  expect(shareFoundBy((text) => -measure(text))).toBeLessThan(0.4);
});

/** The words of a sentence, each once, and each two that follow one another. */
const wordsOf = (text: string): Set<string> => {
  const words = text.toLowerCase().match(/[a-z0-9_']+/g) ?? [];
  return new Set([...words, ...words.slice(1).map((word, at) => `${words[at]} ${word}`)]);
};

test('the words of a sentence do not tell it either: naive Bayes, trained on all other items, finds the wrong one as rarely', () => {
  const items = mistakesIn(answers).map(({ sentences, wrong }) => ({
    wrong,
    words: sentences.map(({ text }) => wordsOf(text)),
  }));
  const count = (some: Set<string>[]) => {
    const counts = new Map<string, number>();
    for (const word of some.flatMap((words) => [...words])) counts.set(word, (counts.get(word) ?? 0) + 1);
    return (word: string) => Math.log(((counts.get(word) ?? 0) + 0.5) / (some.length + 1));
  };
  const found = items.filter((item) => {
    const others = items.filter((one) => one !== item);
    const inWrong = count(others.map(({ words, wrong }) => words[wrong]!));
    const inRight = count(others.flatMap(({ words, wrong }) => words.filter((_, at) => at !== wrong)));
    const known = new Set(others.flatMap(({ words }) => words.flatMap((some) => [...some])));
    const scores = item.words.map((words) =>
      [...words].filter((word) => known.has(word)).reduce((sum, word) => sum + inWrong(word) - inRight(word), 0),
    );
    return scores.indexOf(Math.max(...scores)) === item.wrong;
  });
  expect(found.length / items.length).toBeLessThanOrEqual(0.38);
});

test('a recorded run shows most corrections', () => {
  expect(mistakesIn(answers).filter(({ runs }) => runs.length > 0).length).toBeGreaterThanOrEqual(60);
});

test('exercises come in the order of the answers', () => {
  const positions = mistakesIn(answers).map(({ answer }) => answer.position);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  const [first, second] = predictionsIn(answers, {
    b: { ...prediction, answer: 10, program: 'shop.py', step: 'typo' },
    a: prediction,
  });
  expect([first!.name, second!.name]).toEqual(['a', 'b']);
});

test('a prediction is a program without what would tell, a request, and what came back', () => {
  const [found] = predictionsIn(answers, { name: { ...prediction, given: 'It is so.' } });
  expect(found).toMatchObject({
    name: 'name',
    program: 'plain.py',
    given: 'It is so.',
    request: { title: 'GET /dict', text: '' },
    response: { code: 500, status: '500 Internal Server Error', headers: '', body: 'Internal Server Error' },
    why: 'Because.',
    instead: undefined,
    url: '/routing/status-codes-and-headers/#q9-example',
  });
  expect(found!.listing.points).toEqual([]);
  expect(found!.listing.code).toContain('@app.get("/dict")');
  expect(found!.listing.code).not.toContain('#');
});

test('a prediction of a pitfall says what the pitfall says, shows a region alone, and tells headers from the body', () => {
  const [found] = predictionsIn(answers, {
    name: { answer: 28, program: 'open_to_all.py', region: 'wildcard', step: 'wildcard' },
  });
  expect(found!.why).toMatch(/^By default \[only GET gets through a preflight\]/);
  expect(found!.instead).toBe('State `allow_methods` and `allow_headers`.');
  expect(found!.url).toBe('/security/cors-and-jwt/#q28-pitfall-wildcard');
  expect(found!.response).toMatchObject({
    headers: 'access-control-allow-methods: GET',
    body: 'Disallowed CORS method',
  });
  expect(found!.request.text).toContain('origin: https://shop.example');
  expect(found!.listing.code.split('\n').length).toBeLessThan(10);
});

test('predictions are there for 32 answers at least', () => {
  const all = predictionsIn(answers);
  expect(new Set(all.map(({ answer }) => answer.number)).size).toBeGreaterThanOrEqual(32);
  for (const { name, listing, statuses, response } of all) {
    expect(listing.code, name).not.toMatch(/^\s*#|"""| {2}#/m);
    expect(
      statuses.map(({ code }) => code),
      name,
    ).toContain(response.code);
  }
});

test('whoever always says 200 is right about a third of the predictions at most', () => {
  const all = predictionsIn(answers);
  expect(all.filter(({ response }) => response.code === 200).length / all.length).toBeLessThanOrEqual(1 / 3);
});

test('no code is offered where it is right alone', () => {
  const all = predictionsIn(answers);
  for (const { response, name } of all) {
    const offered = all.filter(({ statuses }) => statuses.some(({ code }) => code === response.code));
    expect(offered.length / all.filter((one) => one.response.code === response.code).length, name).toBeGreaterThan(1.5);
  }
});

test('five codes to choose from hold the right one, ascending', () => {
  expect(statusesFor(307, 'x')).toEqual([200, 307, 404, 422, 500]);
  const codes = statusesFor(422, 'x');
  expect(codes).toEqual(codes.toSorted((a, b) => a - b));
  expect(codes).toHaveLength(5);
  expect(codes).toEqual(expect.arrayContaining([200, 404, 422, 500]));
  expect(statusesFor(422, 'x')).toEqual(codes);
  expect(new Set(['a', 'b', 'c', 'd'].map((name) => String(statusesFor(422, name)))).size).toBeGreaterThan(1);
});

test('comments and docstrings are left out, and what looks like them stays', () => {
  const code = `"""What it is
about."""

import os

# alone
TEXT = """
# inside
"""


def f() -> str:  # point
    """Says so."""
    # alone
    return "#hash" + '# x'
`;
  expect(withoutComments(code)).toBe(`import os

TEXT = """
"""


def f() -> str:
    return "#hash" + '# x'
`);
});

test.each([
  ['answer', { answer: 99 }],
  ['correction', { said: 'Nobody says so.' }],
])('without its %s there is no mistake', (_, more) => {
  expect(() => mistakesIn(answers, { lost: { ...mistake, ...more } })).toThrow('content/mistakes.yaml: lost');
});

test.each([
  ['answer', { answer: 99 }],
  ['step', { step: 'no' }],
  ['reason', { why: undefined }],
  ['exchange over HTTP', { step: 'headers' }],
])('without its %s there is no prediction', (_, more) => {
  expect(() => predictionsIn(answers, { lost: { ...prediction, ...more } })).toThrow('content/predictions.yaml: lost');
});

test('the chapters that have exercises are those with a page', () => {
  const sections = [{ id: 'routing' }, { id: 'none' }] as Section[];
  expect(chaptersOf('mistakes', sections, mistakesIn(answers, { name: mistake }))).toEqual([
    { section: sections[0], count: 1, url: '/practice/mistakes/routing/' },
  ]);
});
