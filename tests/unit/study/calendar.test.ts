import { expect, test } from 'vitest';
import { calendarOf } from '../../../src/study/calendar.ts';

const about = {
  day: '2026-12-31',
  time: '18:30',
  link: 'https://answers.example.org/practice/',
  now: new Date('2026-11-26T20:00:05.123Z'),
};
const numbers = Array.from({ length: 40 }, (_, at) => at + 1);

test('a plan is a calendar that others can read', () => {
  expect(calendarOf([{ day: '2026-11-27', numbers: [7] }], about)).toBe(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//FastAPI Answers//Practice//EN',
      'CALSCALE:GREGORIAN',
      'BEGIN:VEVENT',
      'UID:rehearse-20261127@answers.example.org',
      'DTSTAMP:20261126T200005Z',
      'DTSTART:20261127T183000',
      'DURATION:PT5M',
      'SUMMARY:Rehearse 1 answer',
      // 75 octets, then a line that begins with a space.
      'DESCRIPTION:If all goes well: questions 7.\\nhttps://answers.example.org/pra',
      ' ctice/',
      'URL:https://answers.example.org/practice/',
      'TRANSP:TRANSPARENT',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:Rehearse 1 answer',
      'TRIGGER:PT0S',
      'END:VALARM',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:interview-20261231@answers.example.org',
      'DTSTAMP:20261126T200005Z',
      'DTSTART;VALUE=DATE:20261231',
      'DTEND;VALUE=DATE:20270101',
      'SUMMARY:Interview',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  );
});

test('lines are folded, commas escaped, and a longer session takes longer', () => {
  const text = calendarOf([{ day: '2026-11-27', numbers }], about);
  const octets = text.split('\r\n').map((line) => new TextEncoder().encode(line).length);
  expect(Math.max(...octets)).toBe(75);
  expect(text.replaceAll('\r\n ', '')).toContain(`questions ${numbers.join('\\, ')}.\\n`);
  expect(text).toContain('DURATION:PT80M');
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

test('without a day there is no interview', () => {
  expect(calendarOf([], { ...about, day: '' })).not.toContain('VEVENT');
});
