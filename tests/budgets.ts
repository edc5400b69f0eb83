/** Every number that must hold, once: bytes (brotli, quality 11), counts, shares. Timings are the bench's, as ratios. */
export const budgets = {
  /** The first flight of a new TCP connection: ten segments of 1,460 bytes. */
  firstFlight: 14_600,
  /** Bytes of an answer's page: the share of answers that fit the first flight, and the most that the others may have. */
  answers: { inFirstFlight: 0.9, most: 17_500 },
  /** Bytes of single pages. */
  pages: { '/': 7_500, '/404.html': 5_500, '/changes/': 4_200 } as { [path: string]: number },
  /** Bytes of the page of an answer that other sites frame. */
  card: 3_000,
  /** Characters of the body from which the first screen is painted. */
  firstScreen: 6_000,
  /** Our own JavaScript before the reader acts. */
  script: 4_096,
  /** An answer as it is read: median heights in pixels at two widths, share of answers whose spoken answer is wholly on a phone's first
   * screen with wide and with Android's fonts, screens to "They will ask next" there, and characters a line from 600 px on. */
  reading: {
    heights: { 1280: 6_500, 360: 9_500 },
    sayOnFirstScreen: { wide: 0.5, android: 0.9 },
    screensToNext: 3,
    measure: [60, 72] as const,
  },
  /** Share of a page's rules that no state of it uses; those for print, forced colors, hover and focus apart. */
  unusedRules: 0.2,
  /** Our own bytes of a first search. */
  firstSearch: 32_000,
  /** Share of the queries of the suite with the right answer first, first in each kind, and among three. */
  relevance: { first: 0.96, firstInKind: 0.9, amongThree: 0.99 },
  /** The same for what people really type, by kind. */
  realRelevance: {
    all: { first: 0.9, amongThree: 0.98 },
    asked: { first: 0.9, amongThree: 0.98 },
    foreign: { first: 0.96, amongThree: 0.96 },
    error: { first: 0.86, amongThree: 0.95 },
  },
  /** Python in a page: the share of recorded requests and conversations that are equal there, of the programs whose imports exist; bytes
   * that the first run fetches from a host that compresses nothing; bytes by which it makes the site larger. */
  run: { equal: 0.9, download: 9_500_000, site: 20_000_000 },
  /** Right answers for questions written blind; those and the halves that are not named have the bound of all. */
  blindRelevance: {
    all: { first: 0.88, amongThree: 0.95 },
    asked: { first: 0.89, amongThree: 0.94 },
    foreign: { first: 0.88, amongThree: 0.97 },
    error: { first: 0.9, amongThree: 0.97 },
  },
  freshRelevance: {
    all: { first: 0.88, amongThree: 0.94 },
    asked: { first: 0.9, amongThree: 0.95 },
    foreign: { first: 0.9, amongThree: 0.97 },
    error: { first: 0.86, amongThree: 0.94 },
  },
};
