const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Whole numbers from 0 as text: digits of base 32, the lowest first, each but a number's last from the second half of base 64. */
export function writeNumbers(numbers: number[]): string {
  return numbers
    .map((number) => {
      let text = '';
      let rest = number;
      for (; rest > 31; rest = Math.floor(rest / 32)) text += digits[32 + (rest % 32)];
      return text + digits[rest];
    })
    .join('');
}

/** The numbers that `writeNumbers` wrote, one after the other. */
export function* readNumbers(text: string): Generator<number, undefined> {
  let number = 0;
  let unit = 1;
  for (const digit of text) {
    const value = digits.indexOf(digit);
    number += (value % 32) * unit;
    unit *= 32;
    if (value > 31) continue;
    yield number;
    number = 0;
    unit = 1;
  }
}

/** Whole numbers in any order as text: each as the step to it from the one before, up or down. */
export const writeSteps = (numbers: number[]): string =>
  writeNumbers(
    numbers.map((number, at) => {
      const step = number - (numbers[at - 1] ?? 0);
      return step < 0 ? -2 * step - 1 : 2 * step;
    }),
  );

/** The numbers that `writeSteps` wrote. */
export function readSteps(text: string): number[] {
  let number = 0;
  return [...readNumbers(text)].map((step) => (number += step % 2 ? -(step + 1) / 2 : step / 2));
}
