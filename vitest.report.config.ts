import { defineConfig } from 'vitest/config';

/** HTML reports in a real browser; without one this suite fails. */
export default defineConfig({
  test: {
    include: ['test/report/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});
