/** Text of which nobody needs to look at each character. */
const plain = /^[\t\n\x20-\x7e]*$/;
/** Characters that show nothing, or nothing but space, and those that no font has; but for line ends and how an emoji is drawn. */
const unseen = /(?![\t\n\r\x20-\x7e])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}](?<!\p{Emoji}\uFE0F)|\r(?!\n)/u;
/** Letters of other alphabets, of which many look like Latin ones. */
const other = String.raw`[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Armenian}\p{sc=Cherokee}]`;
const hasOther = new RegExp(other, 'u');
const isMixed = new RegExp(`\\p{sc=Latin}\\p{M}*${other}|${other}\\p{M}*\\p{sc=Latin}`, 'u');

/** What readers cannot see as it is in a text, and what to do about it; undefined where they see all. */
export function hiddenIn(text: string): [found: string, remedy: string] | undefined {
  if (plain.test(text)) return undefined;
  const point = unseen.exec(text)?.[0].codePointAt(0);
  if (point !== undefined) {
    const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
    return [`has the character ${name}, which nobody sees`, 'Remove it.'];
  }
  const word = hasOther.test(text) ? text.match(/[\p{L}\p{M}]+/gu)?.find((one) => isMixed.test(one)) : undefined;
  return word ? [`has "${word}", a word of two alphabets`, 'Write it with the letters of one.'] : undefined;
}

/** A folder of somebody's machine in what a program says or printed: it means nothing on another. */
export const homeIn = (text: string): string | undefined =>
  /(?:\/home|\/Users|\/root)\/\w+|[A-Z]:\\+Users\b/.exec(text)?.[0];
