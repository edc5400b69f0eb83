/** Bounds of a run. Times in seconds, after which Python is ended: a slow phone needs a while to boot. */
export const limits = {
  boot: 180,
  answer: 30,
  tests: 120,
  /** How long the other side of a repeated conversation is waited for. */
  silence: 5,
  /** Characters of output that a page is told of one run. */
  output: 100_000,
  /** Characters of one answer of Python, of a text in it, and of a header: more would hold up the page. */
  said: 4_000_000,
  text: 300_000,
  header: 10_000,
  traceback: 20_000,
  message: 20_000,
  /** Messages that a page takes from Python in one second. */
  messages: 2_000,
} as const;
