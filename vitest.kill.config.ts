import { defineConfig } from 'vitest/config';

/** Built processes, killed at random moments. */
export default defineConfig({
  test: {
    include: ['test/kill/**/*.test.ts'],
    testTimeout: 180_000,
    pool: 'forks',
  },
});
