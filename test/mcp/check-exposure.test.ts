import { beforeEach, describe, expect, test } from 'vitest';
import { checkExposure } from '../../src/mcp/check-exposure.ts';
import type { TokenStore } from '../../src/model/access-token.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { tokenStoreIn } from '../support/token-store-in.ts';

let clock: FakeClock;
let tokens: TokenStore;
beforeEach(() => {
  clock = new FakeClock();
  tokens = tokenStoreIn(clock);
});

const check = (
  address: string,
  how: { tls?: boolean; behindProxy?: boolean; issuer?: boolean } = {},
): Promise<boolean> =>
  checkExposure({ address, tls: false, behindProxy: false, issuer: false, ...how, tokens, now: clock.now() });
const token = () => tokens.create({ name: 'ci', scope: 'read', devices: 'all', lifetimeMs: 60_000 });
const beyond = ['0.0.0.0', '::', '192.0.2.1', '2001:db8::1', 'noc.example'];

describe('loopback', () => {
  test('is open while there is no token, with and without TLS', async () => {
    for (const address of ['127.0.0.1', '::1']) {
      expect(await check(address)).toBe(false);
      expect(await check(address, { tls: true })).toBe(false);
    }
  });

  test('behind a proxy needs a valid token', async () => {
    await expect(check('127.0.0.1', { behindProxy: true })).rejects.toMatchObject({ code: 'bad_request' });
    await token();
    expect(await check('127.0.0.1', { behindProxy: true })).toBe(true);
  });
});

describe.each(beyond)('%s', (address) => {
  test('is refused without TLS, whatever tokens there are', async () => {
    await token();
    await expect(check(address)).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('without TLS'),
      hint: expect.stringContaining('--behind-proxy'),
    });
  });

  test('is refused without a valid token, also with TLS or a proxy', async () => {
    const refusal = { code: 'bad_request', hint: expect.stringContaining('rollcall token create') };
    for (const how of [{ tls: true }, { behindProxy: true }]) {
      await expect(check(address, how)).rejects.toMatchObject(refusal);
    }
    await token();
    clock.advance(60_000);
    for (const how of [{ tls: true }, { behindProxy: true }]) {
      await expect(check(address, how)).rejects.toMatchObject(refusal);
    }
  });

  test('is served with a token and TLS or a proxy, and always asks for one', async () => {
    await token();
    expect(await check(address, { tls: true })).toBe(true);
    expect(await check(address, { behindProxy: true })).toBe(true);
  });

  test('is served where an issuer gives tokens, with TLS or a proxy only', async () => {
    await expect(check(address, { issuer: true })).rejects.toThrow('without TLS');
    expect(await check(address, { issuer: true, tls: true })).toBe(true);
    expect(await check(address, { issuer: true, behindProxy: true })).toBe(true);
  });
});
