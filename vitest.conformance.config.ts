import { defineConfig } from 'vitest/config';

/** Scenarios of the MCP conformance tool; without it this suite fails. */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
  },
});
