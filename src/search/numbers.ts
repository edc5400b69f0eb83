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
