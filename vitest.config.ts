import { defineConfig } from 'vitest/config';

/** The unit tests of what computes, in plain Node. */
export default defineConfig({
  test: { include: ['tests/unit/**/*.test.ts'], exclude: ['tests/unit/components/**'], testTimeout: 60_000 },
});
