import { button, make } from './dom.ts';

/** Bytes as megabytes, with one decimal. */
export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** A question that stands before the first download. */
export interface Consent {
  readonly node: HTMLElement;
  /** What it says, for the ear too. */
  readonly question: string;
  /** Asks; true where the reader agrees. */
  ask(): Promise<boolean>;
}

/** Builds the question whether so many bytes may be loaded. */
export function createConsent(bytes: number): Consent {
  const question = `This loads Python and the packages that the program needs into your browser: ${megabytes(bytes)} MB from this site, once; they are kept on your device. What you run and change stays in this page and reaches no network.`;
  let answer = (_: boolean) => {};
  const yes = button('Load and run', () => answer(true), { class: 'main' });
  const no = button('Not now', () => answer(false));
  return {
    node: make('div', { class: 'bench-ask' }, make('p', {}, question), make('div', {}, yes, no)),
    question,
    ask() {
      yes.focus();
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  };
}
