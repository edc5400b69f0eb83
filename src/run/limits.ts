/** Bounds of a run: seconds that Python has before it is stopped, characters of output kept, messages that a page takes from Python in a second. */
export const limits = {
  /** To boot: a slow phone needs a while. */
  boot: 180,
  /** To import a program, answer a request or say something. */
  answer: 30,
  /** To run a file of tests. */
  tests: 120,
  output: 100_000,
  message: 2_000_000,
  messages: 2_000,
} as const;
