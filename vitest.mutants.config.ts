import { defineConfig } from 'vitest/config';

/** The tests that Stryker runs for each mutant: plain Node, without what reads all of the content for each of its cases. */
export default defineConfig({
  test: {
    include: ['tests/unit/{lib,check,search,elements}/**/*.test.ts'],
    exclude: ['tests/unit/check/content.test.ts'],
    testTimeout: 60_000,
  },
});
