/** Bounds of a run. Times in seconds, after which Python is ended: a slow phone needs a while to boot. */
export const limits = {
  boot: 180,
  answer: 30,
  tests: 120,
  /** How long the other side of a repeated conversation is waited for. */
  silence: 5,
  /** Characters of output that a page is told of one run. */
  output: 100_000,
  /** Messages that a page takes from Python in one second. */
  messages: 2_000,
} as const;
