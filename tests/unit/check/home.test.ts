import { expect, test } from 'vitest';
import { type Changes, faultsAfter } from './fixture.ts';

const path = 'content/home.yaml';
const record = 'content/basics/two/wrong.py.record.json';
const specimen = (from: string, to: string): Changes => ({ [path]: (text) => text.replace(from, to) });

test.each<[string, Changes, string]>([
  [
    'another answer',
    specimen('answer: 2', 'answer: 9'),
    'specimen.answer: names answer 9, which does not exist.\n  Name the number of an answer.',
  ],
  [
    'another claim',
    specimen('said: It is so.', 'said: It was so.'),
    'specimen.said: names "It was so.", which answer 2 does not correct.\n  Name a correction of answer 2 by its words: "It is so.".',
  ],
  [
    'another step',
    specimen('step: broken', 'step: whole'),
    'specimen.step: names step "whole" of wrong.py.\n  content/basics/two/wrong.py.record.json has: broken.',
  ],
  [
    'a program without a record',
    specimen('program: wrong.py', 'program: gone.py'),
    'specimen.program: names gone.py, which has no record.\n  Name a program of basics/two.',
  ],
])('%s is refused, with what is there', (_, changes, fault) => {
  expect(faultsAfter(changes)).toEqual([`${path}, ${fault}`]);
});

test('without what home shows, that alone is said', () => {
  const faults = faultsAfter({ [path]: null });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain('home.yaml');
});

test.each(['{', '{"steps":[{"step":"broken"}]}\n'])('a record that is broken (%j) is no step’s', (text) => {
  expect(faultsAfter({ [record]: text })).toContain(
    `${path}, specimen.program: names wrong.py, which has no record.\n  Name a program of basics/two.`,
  );
});
