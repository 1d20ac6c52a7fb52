import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { platformNames } from '../../src/model/platform-name.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

/** What network engineers type every day to look at things, one line each. */
describe.each(platformNames)('on %s', (platform) => {
  const lines = readFileSync(join(import.meta.dirname, 'everyday', `${platform}.txt`), 'utf8')
    .trimEnd()
    .split('\n');

  it.each(lines)('%s', (line) => {
    const { allowed, reason } = shippedGuard.judge(line, platform, 'netops');
    expect({ allowed, reason }).toEqual({ allowed: true, reason });
  });

  it('and that are enough of them', () => {
    expect(lines.length).toBeGreaterThanOrEqual(25);
  });
});
