import { defineConfig } from 'vitest/config';

/** What Stryker runs for each mutant of one room of src (`ROOM`): that room's own tests, in plain Node. */
export default defineConfig({
  test: {
    include: [`tests/unit/${process.env['ROOM'] ?? '*'}/**/*.test.ts`],
    // It reads all of the content for each of its cases; rules.test.ts holds the same rules to a small one.
    exclude: ['tests/unit/check/content.test.ts', 'tests/unit/components/**'],
    testTimeout: 60_000,
  },
});
