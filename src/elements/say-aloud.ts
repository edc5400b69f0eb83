import { clockOf, paceOf } from '../study/pace.ts';
import { announce } from './announce.ts';
import { textOf } from './interview/parts.ts';

/** Seconds in which an answer is to be said, and after which a recording ends by itself. */
const half = 30;
const longest = 180;

const calm = 'Around 150 are easy to follow.';
const verdicts = {
  rushed: `You rushed, or said less than it does. ${calm}`,
  calm: 'That is easy to follow.',
  slow: `You were slow, or said more than it does. ${calm}`,
};

/** Why a browser gives no microphone, by the name of its error. */
const refusals: { [name: string]: string } = {
  NotAllowedError: 'The microphone was not allowed.',
  NotFoundError: 'No microphone was found.',
  NotReadableError: 'The microphone is in use elsewhere.',
};

/** What `said` tells: the seconds that the reader took. */
export interface Said {
  seconds: number;
}

/**
 * `<say-aloud>`: the reader says an answer aloud. `open(say)` makes it ready for the next card, whose spoken answer is that HTML;
 * `said` is fired when the reader is done. A recording lives in the page's memory until the next card, and the microphone is let go as
 * soon as it ends.
 */
export class SayAloud extends HTMLElement {
  private say = '';
  private start = 0;
  private clock: ReturnType<typeof setInterval> | undefined;
  private isTold = false;
  private recorder: MediaRecorder | undefined;
  /** Goes up with each card: a microphone that is allowed too late is let go at once. */
  private card = 0;

  connectedCallback() {
    this.addEventListener('click', ({ target }) => {
      const wanted = (target as HTMLElement).closest<HTMLElement>('[data-say]')?.dataset['say'];
      if (wanted === 'start') this.begin();
      if (wanted === 'record') void this.record();
      if (wanted === 'done') this.stop();
      if (wanted === 'again') {
        this.open(this.say);
        this.one('[data-say=start]').focus();
      }
    });
    addEventListener('pagehide', () => this.release());
    this.open(this.say);
  }
  disconnectedCallback() {
    this.release();
  }

  /** Makes it ready for a card whose spoken answer is the HTML `say`; a recording of another is gone. */
  open(say: string): void {
    this.release();
    this.say = say;
    this.dataset['state'] = 'ready';
    const recording = this.one('[data-say=record]');
    recording.hidden = !globalThis.MediaRecorder || !navigator.mediaDevices;
    this.note(
      recording.hidden
        ? isSecureContext
          ? 'This browser cannot record; the timer works.'
          : 'Recording needs an address that starts with https; the timer works.'
        : 'A recording stays in the memory of this page until the next question, and goes nowhere.',
    );
  }

  private one<Found extends HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }
  private note(text: string) {
    this.one('.say-note').textContent = text;
  }

  private begin() {
    this.start = performance.now();
    this.isTold = false;
    this.dataset['state'] = 'saying';
    this.show(0);
    this.one('[data-say=done]').focus();
    this.clock = setInterval(() => {
      const seconds = Math.floor((performance.now() - this.start) / 1000);
      this.show(seconds);
      // A page in the background may miss the second itself.
      if (seconds >= half && !this.isTold) announce('Half a minute');
      this.isTold = seconds >= half;
      if (seconds >= longest) this.stop();
    }, 1000);
  }

  private show(seconds: number) {
    this.one('[role=timer]').textContent = clockOf(seconds);
    // Without motion the bar has three steps.
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const said = Math.min(1, (isCalm ? Math.floor(seconds / 10) * 10 : seconds) / half);
    this.one('.say-bar > div').style.setProperty('--said', String(said));
  }

  private async record() {
    const card = this.card;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (card !== this.card || this.dataset['state'] !== 'ready') return letGo(stream);
      const pieces: Blob[] = [];
      const recorder = new MediaRecorder(stream);
      recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
      recorder.addEventListener('stop', () => {
        letGo(stream);
        if (card === this.card) this.play(new Blob(pieces, { type: recorder.mimeType }));
      });
      recorder.start();
      this.recorder = recorder;
      this.dataset['recording'] = '';
      this.begin();
    } catch (error) {
      if (card !== this.card) return;
      const { name } = error as DOMException;
      this.note(`${refusals[name] ?? `The microphone could not be used (${name}).`} The timer works without it.`);
      announce(refusals[name] ?? 'The microphone could not be used');
    }
  }

  /** Ends what is being said, as “Done” does. */
  stop(): void {
    if (this.dataset['state'] !== 'saying') return;
    const seconds = (performance.now() - this.start) / 1000;
    clearInterval(this.clock);
    if (this.recorder?.state === 'recording') this.recorder.stop();
    delete this.dataset['recording'];
    this.dataset['state'] = 'said';
    this.audio.hidden = !this.recorder;
    const pace = paceOf(textOf(this.say), seconds);
    this.one('.say-pace').textContent = pace
      ? `You took ${clockOf(seconds)}. The spoken answer has ${pace.words} words: in that time, ${pace.perMinute} a minute. ${verdicts[pace.verdict]}`
      : `You took ${clockOf(seconds)}: too short to compare with the spoken answer.`;
    this.note('Your own words are not counted: the time alone is compared.');
    this.one('.say-pace').focus();
    this.dispatchEvent(new CustomEvent<Said>('said', { detail: { seconds }, bubbles: true }));
  }

  private get audio() {
    return this.one<HTMLAudioElement>('audio');
  }

  private play(recording: Blob) {
    const { audio } = this;
    audio.src = URL.createObjectURL(recording);
    // Chromium writes no length into a recording; it finds it on the way to the end.
    audio.addEventListener(
      'loadedmetadata',
      () => {
        if (audio.duration !== Number.POSITIVE_INFINITY) return;
        audio.addEventListener('durationchange', () => (audio.currentTime = 0), { once: true });
        audio.currentTime = 1e9;
      },
      { once: true },
    );
  }

  /** Lets go of the microphone and the recording. */
  private release() {
    this.card += 1;
    clearInterval(this.clock);
    if (this.recorder?.state === 'recording') this.recorder.stop();
    this.recorder = undefined;
    delete this.dataset['recording'];
    if (this.dataset['state'] === 'saying') this.dataset['state'] = 'ready';
    if (!this.audio.src) return;
    this.audio.pause();
    URL.revokeObjectURL(this.audio.src);
    this.audio.removeAttribute('src');
    this.audio.load();
  }
}

/** Lets a microphone go. */
function letGo(stream: MediaStream) {
  for (const track of stream.getTracks()) track.stop();
}

customElements.define('say-aloud', SayAloud);
