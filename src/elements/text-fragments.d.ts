/** The part of the library that this site uses; it comes without types. */
declare module 'text-fragments-polyfill/dist/fragment-generation-utils.js' {
  /** What leads to the text of a range and to no other of the page; no `fragment` where there is none, or it took too long. */
  export function generateFragmentFromRange(range: Range): {
    status: number;
    fragment?: { textStart: string; textEnd?: string; prefix?: string; suffix?: string };
  };
}
