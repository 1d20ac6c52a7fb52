import { defineConfig } from 'vitest/config';

// One file after the other: the tests stop SSH servers and change host keys of the one lab there is.
export default defineConfig({
  test: {
    include: ['test/lab/**/*.lab.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
