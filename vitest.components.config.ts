/// <reference types="vitest/config" />
import { getViteConfig } from 'astro/config';

/** The unit tests of components, rendered in Astro's container. */
export default getViteConfig(
  { test: { include: ['tests/unit/components/**/*.test.ts'], testTimeout: 60_000 } },
  { devToolbar: { enabled: false }, integrations: [] },
);
