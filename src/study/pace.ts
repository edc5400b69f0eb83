import { countWords } from '../lib/text.ts';

/** How the time that somebody took compares with the spoken answer: its words in that time, per minute. */
export interface Pace {
  words: number;
  perMinute: number;
  verdict: 'rushed' | 'calm' | 'slow';
}

/** Words per minute that are easy to follow; conversation and audio books lie between. */
const calm = { least: 110, most: 170 };

/** Seconds below which there is nothing to compare. */
const least = 10;

/**
 * The pace at which `text` is said in `seconds`; undefined where that is no time to say anything. Nobody's own words are
 * counted.
 */
export function paceOf(text: string, seconds: number): Pace | undefined {
  if (seconds < least) return undefined;
  const words = countWords(text);
  const perMinute = Math.round((words / seconds) * 60);
  return { words, perMinute, verdict: perMinute > calm.most ? 'rushed' : perMinute < calm.least ? 'slow' : 'calm' };
}

/** Seconds as a clock shows them: `0:07`, `12:30`, `1:02:03`. */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (one: number) => String(one).padStart(2, '0');
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}
