import { count } from '../lib/text.ts';
import { dayOf, startOf } from './days.ts';
import type { PlannedDay } from './schedule.ts';

/** A line of at most 75 octets, continued on lines that begin with a space (RFC 5545, 3.1); no character is cut. */
function fold(line: string): string {
  const lines: string[] = [];
  let [current, size] = ['', 0];
  for (const character of line) {
    const octets = new TextEncoder().encode(character).length;
    if (size + octets > 75) {
      lines.push(current);
      [current, size] = [' ', 1];
    }
    current += character;
    size += octets;
  }
  return [...lines, current].join('\r\n');
}

const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\n/g, '\\n');
const utc = (time: Date) => `${time.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
const compact = (day: string) => day.replaceAll('-', '');

/**
 * A calendar (RFC 5545) with a time to rehearse on each planned day, at `time` (`18:30`) by the reader's own clock, and the day of the
 * interview. Each event is known by its day, so that a later file takes the place of an earlier one.
 */
export function calendarOf(
  plan: PlannedDay[],
  { day, time, link, now }: { day: string; time: string; link: string; now: Date },
): string {
  const event = (kind: string, date: string, lines: string[]) => [
    'BEGIN:VEVENT',
    `UID:${kind}-${compact(date)}@${new URL(link).hostname}`,
    `DTSTAMP:${utc(now)}`,
    ...lines,
    'END:VEVENT',
  ];
  const sessions = plan.map(({ day: date, numbers }) => {
    const summary = `Rehearse ${count(numbers.length, 'answer')}`;
    return event('rehearse', date, [
      // No zone: it is that hour wherever the reader is.
      `DTSTART:${compact(date)}T${time.replace(':', '')}00`,
      // Half a minute to say it, a minute and a half to look.
      `DURATION:PT${Math.max(5, numbers.length * 2)}M`,
      `SUMMARY:${escaped(summary)}`,
      `DESCRIPTION:${escaped(`If all goes well: questions ${numbers.join(', ')}.\n${link}`)}`,
      `URL:${link}`,
      'TRANSP:TRANSPARENT',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${escaped(summary)}`,
      'TRIGGER:PT0S',
      'END:VALARM',
    ]);
  });
  const interview = day
    ? event('interview', day, [
        `DTSTART;VALUE=DATE:${compact(day)}`,
        `DTEND;VALUE=DATE:${compact(dayOf(startOf(day, 1)))}`,
        'SUMMARY:Interview',
      ])
    : [];
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//FastAPI Answers//Practice//EN',
    'CALSCALE:GREGORIAN',
    ...sessions.flat(),
    ...interview,
    'END:VCALENDAR',
    '',
  ]
    .map(fold)
    .join('\r\n');
}
