import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { parse } from 'yaml';
import { shownIn } from '../../src/lib/check/shown.ts';
import { countWords } from '../../src/lib/markdown.ts';
import { answers, partOf } from './answers.ts';

const read = <T>(file: string) => parse(readFileSync(`tests/unit/${file}`, 'utf8')) as T;
const questions = read<{ [number: string]: { path: string; question: string } }>('questions.yaml');
const faults = read<{ [number: string]: { [claim: string]: string } }>('faults.yaml');
const numbers = new Set(answers.map(({ data }) => data.number));

/** Where the primary sources are: official documentation, release notes, standards, the projects' own repositories. */
const primary =
  /^https:\/\/((.+\.)?(tiangolo\.com|starlette\.dev|pydantic\.dev|encode\.io|readthedocs\.io|python\.org|rfc-editor\.org|ietf\.org|w3\.org|whatwg\.org|mozilla\.org|openapis\.org|json-schema\.org|uvicorn\.dev|gunicorn\.org|sqlalchemy\.org|nginx\.org|kubernetes\.io|docker\.com|grpc\.io|strawberry\.rocks|graphql\.org|opentelemetry\.io|prometheus\.io|sentry\.io|owasp\.org|nist\.gov|palletsprojects\.com|djangoproject\.com|django-rest-framework\.org|celeryq\.dev|pytest\.org|postgresql\.org|openid\.net|oauth\.net|istio\.io|argoproj\.io|python-httpx\.org|asyncer\.tiangolo\.com)|(www\.)?github\.com|raw\.githubusercontent\.com|pypi\.org)\//;

test('every question has the number, address and wording of the source', () => {
  const found = Object.fromEntries(answers.map(({ id, data }) => [data.number, { path: id, question: data.question }]));
  expect(found).toEqual(questions);
});

for (const answer of answers) {
  const { id, data, body, files } = answer;
  test.describe(id, () => {
    test('the body has two parts, in order, and no code of its own', () => {
      expect([...body.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(['How it works', 'Example']);
      expect(body, 'code is shown from files, by <Program>').not.toMatch(/^\s*```/m);
      expect(body).not.toMatch(/^(import|export) /m);
    });

    test('"How it works" has 200 to 450 words', () => {
      const count = countWords(partOf(answer, 'How it works').replace(/<[A-Z][\s\S]*?\/>|\|?\s*:?-{3,}:?\s*\|?/g, ' '));
      expect(count).toBeGreaterThanOrEqual(200);
      expect(count).toBeLessThanOrEqual(450);
    });

    test('every program and every recorded step is shown', () => {
      const shown = new Map<string, Set<string> | 'all'>();
      const show = (file: string, steps?: string[]) => {
        const so = shown.get(file);
        if (!steps || so === 'all') shown.set(file, 'all');
        else shown.set(file, new Set([...(so ?? []), ...steps]));
      };
      for (const { file, steps } of shownIn(body)) show(file, steps);
      for (const { program, steps } of data.pitfalls) show(program, steps);
      for (const file of files.filter((one) => one !== 'index.mdx')) {
        const program = file.replace(/\.record\.json$/, '');
        expect(files, `${file} records nothing that is here`).toContain(program);
        expect([...shown.keys()], `${program} is not shown`).toContain(program);
        if (file === program) continue;
        const record = JSON.parse(readFileSync(`content/${id}/${file}`, 'utf8')) as { steps: { step: string }[] };
        const steps = shown.get(program);
        for (const { step } of record.steps) {
          expect(steps === 'all' || steps?.has(step), `step "${step}" of ${program} is recorded but not shown`).toBe(
            true,
          );
        }
      }
    });

    test('a program is shown whole', () => {
      expect(body).toMatch(/<Program file="[^"]+"(?![^/]*region)/);
    });

    test('every fault of the source is dealt with', () => {
      const claims = data.corrections.flatMap((one) => one.claims ?? []).map(String);
      const handled = Object.keys(data.handled ?? {});
      expect([...claims, ...handled].sort()).toEqual(Object.keys(faults[data.number] ?? {}).sort());
    });

    test('the language is plain and nothing is left open', () => {
      const text = `${JSON.stringify(data)}\n${body}`;
      expect(text).not.toMatch(/\b(simply|powerful|seamless(ly)?|blazing(ly)?|robust|TODO|FIXME|TBD)\b/i);
      expect(text.replaceAll(data.question, '')).not.toMatch(/\bleverag/i);
    });

    test('outdated names stand only where they are called outdated', () => {
      const current = [data.say, ...data.listens.map((one) => one.hear), body].join('\n');
      expect(current).not.toMatch(
        /regex=|class Config|\.dict\(\)|on_event|utcnow|python-jose|passlib|orm_mode|@validator/,
      );
    });

    test('sources are primary and deep', () => {
      for (const { url } of data.sources) {
        expect(url).toMatch(primary);
        expect(new URL(url).pathname, `${url} is a front page`).not.toBe('/');
      }
    });

    test('it refers to answers that exist, and not to itself', () => {
      const named = [
        ...data.next.flatMap((one) => one.answer ?? []),
        ...(data.buildsOn ?? []),
        ...(data.contrastsWith ?? []),
      ];
      for (const number of named) {
        expect(numbers, `answer ${number}`).toContain(number);
        expect(number).not.toBe(data.number);
      }
    });
  });
}
