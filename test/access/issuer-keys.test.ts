import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createIssuerAccess } from '../../src/access/create-issuer-access.ts';
import { discoveryUrls } from '../../src/access/issuer-url.ts';
import type { IssuerAccess } from '../../src/model/issuer-access.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { TestIssuer } from '../support/test-issuer.ts';

let clock: FakeClock;
let issuer: TestIssuer;
let access: IssuerAccess;
let logged: string[];
beforeEach(async () => {
  clock = new FakeClock(Date.now());
  issuer = await TestIssuer.start();
});

function open(): void {
  logged = [];
  const log = (_fields: Record<string, unknown>, message: string): void => {
    logged.push(message);
  };
  access = createIssuerAccess({
    ...{ issuer: issuer.url, audience: issuer.audience, devices: 'all', clock },
    logger: { debug: log, info: log, warn: log, error: log },
  });
  const made = access;
  onTestFinished(async () => {
    made.close();
    await expect.poll(() => clock.pending).toBe(0);
  });
}

const kindOf = async (token: string): Promise<string> => (await access.check(token)).kind;
const loads = (): number => issuer.asked.filter((path) => path === '/jwks').length;
const unavailable = { kind: 'unavailable', retryAfterS: 5 };

describe('the keys of an issuer', () => {
  it('are asked for once in ten minutes, however many tokens come at once', async () => {
    open();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => issuer.issue()));
    expect(new Set(await Promise.all(tokens.map(kindOf)))).toEqual(new Set(['valid']));
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/jwks']);
    clock.advance(599_999);
    expect(await kindOf(await issuer.issue())).toBe('valid');
    expect(loads()).toBe(1);
    clock.advance(1);
    expect(await kindOf(await issuer.issue())).toBe('valid');
    expect(loads()).toBe(2);
  });

  it('that are new are found at once, and those that are gone are refused from then on', async () => {
    open();
    const old = await issuer.issue();
    expect(await kindOf(old)).toBe('valid');
    await issuer.rotate();
    clock.advance(30_000);
    expect(await kindOf(old)).toBe('valid');
    expect(await kindOf(await issuer.issue())).toBe('valid');
    expect(await access.check(old)).toMatchObject({ kind: 'refused', why: expect.stringContaining('does not have') });
    expect(loads()).toBe(2);
  });

  it('are not asked for more than twice a minute by tokens that name keys at random', async () => {
    open();
    const stray = await Promise.all(
      Array.from({ length: 50 }, (_, n) => issuer.issue({}, { header: { kid: `x${n}` } })),
    );
    for (let second = 0; second < 60; second += 1) {
      for (const token of stray) expect(await kindOf(token)).toBe('refused');
      clock.advance(1_000);
    }
    expect(loads()).toBe(2);
  });

  it('may be several, if the token says which', async () => {
    await issuer.addKey();
    open();
    expect(await kindOf(await issuer.issue())).toBe('valid');
    const { kind, ...rest } = await access.check(await issuer.issue({}, { header: { kid: null } }));
    expect([kind, JSON.stringify(rest)]).toEqual(['refused', expect.stringContaining('with which key')]);
  });

  it('are found where RFC 8414 puts the metadata too, with a path', async () => {
    issuer = await TestIssuer.start('/realms/net');
    issuer.oauthOnly = true;
    open();
    expect(await kindOf(await issuer.issue())).toBe('valid');
    const [first, second] = issuer.asked;
    expect([first, second]).toEqual([
      '/realms/net/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server/realms/net',
    ]);
  });
});

describe('nobody gets in', () => {
  it('while the issuer is down: known keys last ten minutes, and it is asked every five seconds', async () => {
    open();
    const token = await issuer.issue();
    expect(await kindOf(token)).toBe('valid');
    await issuer.stop();
    clock.advance(599_999);
    expect(await kindOf(token)).toBe('valid');
    clock.advance(1);
    expect(await access.check(token)).toEqual(unavailable);
    await issuer.restart();
    clock.advance(4_999);
    expect(await access.check(token)).toEqual(unavailable);
    clock.advance(1);
    expect(await kindOf(token)).toBe('valid');
    expect(logged).toEqual([
      expect.stringMatching(/does not give its keys, so tokens of it are refused: fetch failed: /),
      expect.stringContaining('gives its keys again'),
    ]);
  });

  it('with a key that is not known while the issuer is down', async () => {
    open();
    expect(await kindOf(await issuer.issue())).toBe('valid');
    await issuer.rotate();
    await issuer.stop();
    clock.advance(30_000);
    expect(await access.check(await issuer.issue())).toEqual(unavailable);
    expect(await access.check(await issuer.issue())).toEqual(unavailable);
  });

  it('while the issuer does not answer: five seconds are waited', async () => {
    issuer.hangs = true;
    open();
    const answer = access.check(await issuer.issue());
    await expect.poll(() => issuer.asked.length).toBe(1);
    clock.advance(5_000);
    expect(await answer).toEqual(unavailable);
    expect(logged).toEqual([expect.stringContaining('no answer within 5 s')]);
  });

  it('and nothing waits once it is closed', async () => {
    issuer.hangs = true;
    open();
    const answer = access.check(await issuer.issue());
    access.close();
    expect(await answer).toEqual(unavailable);
    expect(logged).toEqual([]);
  });

  const jwks = '/jwks';
  it.each<[string, (odd: TestIssuer) => void, RegExp]>([
    ['another issuer', (odd) => Object.assign(odd.metadata, { issuer: 'https://evil.example' }), /another issuer/],
    ['keys in the clear', (odd) => Object.assign(odd.metadata, { jwks_uri: 'http://id.example/jwks' }), /not https/],
    ['no keys', (odd) => Object.assign(odd.metadata, { jwks_uri: undefined }), /no issuer metadata/],
    ['nonsense', (odd) => odd.oddly.set(jwks, (response) => response.end('<html>')), /not answer with JSON/],
    ['no key set', (odd) => odd.oddly.set(jwks, (response) => response.end('{"keys":7}')), /no key set/],
    ['an error', (odd) => odd.oddly.set(jwks, (response) => response.writeHead(500).end()), /answered 500/],
    [
      'a redirect',
      (odd) => odd.oddly.set(jwks, (response) => response.writeHead(302, { location: odd.url }).end()),
      /redirect/,
    ],
    ['no end', (odd) => odd.oddly.set(jwks, (response) => response.end(' '.repeat(1_100_000))), /more than/],
  ])('by an issuer that gives %s', async (_what, spoil, why) => {
    spoil(issuer);
    open();
    expect(await access.check(await issuer.issue())).toEqual(unavailable);
    expect(logged).toEqual([expect.stringMatching(why)]);
  });
});

it.each([
  [
    'https://id.example',
    'https://id.example/.well-known/openid-configuration',
    'https://id.example/.well-known/oauth-authorization-server',
  ],
  [
    'https://id.example/a/b/',
    'https://id.example/a/b/.well-known/openid-configuration',
    'https://id.example/.well-known/oauth-authorization-server/a/b',
  ],
])('%s tells of itself at %s', (text, openId, oauth) => {
  expect(discoveryUrls(text).map(({ href }) => href)).toEqual([openId, oauth]);
});
