import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tooOldMessage } from '../../src/cli/node-version.ts';

it.each(['20.19.0', '20.20.2', '21.0.0', '22.12.0', '24.0.0-nightly20250101'])('%s will do', (version) => {
  expect(tooOldMessage(version)).toBeNull();
});

it.each(['18.20.4', '20.18.3', '20.9.0', '14.21.3', '8.17.0'])('%s is too old', (version) => {
  expect(tooOldMessage(version)).toBe(`rollcall needs Node.js 20.19 or newer; this is ${version}`);
});

it('the entry imports nothing but the check before it has checked', () => {
  const entry = readFileSync(new URL('../../src/main.ts', import.meta.url), 'utf8');
  expect(entry.match(/^import .*$/gm)).toEqual(["import { tooOldMessage } from './cli/node-version.ts';"]);
  const check = readFileSync(new URL('../../src/cli/node-version.ts', import.meta.url), 'utf8');
  expect(check).not.toMatch(/^import /m);
});
