import { defineConfig } from 'vitest/config';

/** The judged command lines in the file that ROLLCALL_GUARD names; without it this suite fails. */
export default defineConfig({
  test: {
    include: ['test/guard-list/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
  },
});
