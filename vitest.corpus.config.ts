import { defineConfig } from 'vitest/config';

/** The recorded outputs in the folder that ROLLCALL_CORPUS names; without it this suite fails. */
export default defineConfig({
  test: {
    include: ['test/corpus/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: 'forks',
  },
});
