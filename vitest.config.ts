/// <reference types="vitest/config" />
import { getViteConfig } from 'astro/config';

/** The unit tests: src in plain Node, components in Astro's container. */
export default getViteConfig(
  { test: { include: ['tests/unit/**/*.test.ts'], setupFiles: [], testTimeout: 60_000 } },
  { devToolbar: { enabled: false } },
);
