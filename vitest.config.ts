import { defineConfig } from 'vitest/config';

const elsewhere = [
  ...['test/lab/**', 'test/corpus/**', 'test/guard-list/**', 'test/report/**', 'test/conformance/**'],
  'test/kill/**',
];
const whole = ['test/**/*.e2e.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: 'rooms', include: ['test/**/*.test.ts'], exclude: [...elsewhere, ...whole], testTimeout: 20_000 },
      },
      {
        // Whole processes and fleets of them: slow where the machine has much to do.
        extends: true,
        test: { name: 'whole', include: whole, exclude: elsewhere, testTimeout: 60_000 },
      },
    ],
  },
});
