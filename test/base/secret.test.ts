import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/base/secret.ts';

describe('Secret', () => {
  it('shows itself in no way but reveal()', () => {
    const value = Math.random().toString(36);
    const secret = new Secret(value);
    const shown = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }, { depth: 9, showHidden: true })];
    for (const text of shown) expect(text).not.toContain(value);
    expect(secret.reveal()).toBe(value);
  });
});
