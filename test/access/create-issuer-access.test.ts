import { createHmac, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createIssuerAccess } from '../../src/access/create-issuer-access.ts';
import type { IssuerAccess, IssuerAnswer } from '../../src/model/issuer-access.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { TestIssuer } from '../support/test-issuer.ts';

let clock: FakeClock;
let issuer: TestIssuer;
beforeEach(async () => {
  clock = new FakeClock(Date.now());
  issuer = await TestIssuer.start();
});

function access(devices = '@lab', more: { issuer?: string; audience?: string } = {}): IssuerAccess {
  const options = { issuer: issuer.url, audience: issuer.audience, devices, clock, logger: silentLogger, ...more };
  const made = createIssuerAccess(options);
  onTestFinished(() => made.close());
  return made;
}

const nowS = (): number => Math.floor(clock.now() / 1_000);
const refused = (why: RegExp, name: string | null = null) => ({
  kind: 'refused',
  why: expect.stringMatching(why),
  name,
});
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What a valid token gives; the test fails where it is none. */
function bearerOf(answer: IssuerAnswer) {
  if (answer.kind !== 'valid') throw new Error(`it is not valid: ${JSON.stringify(answer)}`);
  return answer.bearer;
}

describe('a token of the issuer', () => {
  it('names its bearer, scopes, devices and end', async () => {
    const exp = nowS() + 600;
    expect(bearerOf(await access().check(await issuer.issue({ exp })))).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      name: `${issuer.url}#alice`,
      scopes: ['metrics', 'read'],
      devices: '@lab',
      expires: new Date((exp + 30) * 1_000).toISOString(),
    });
  });

  it.each(['RS256', 'PS512', 'ES384', 'EdDSA'])('may be signed by %s', async (alg) => {
    issuer = await TestIssuer.start('', alg);
    expect((await access().check(await issuer.issue())).kind).toBe('valid');
  });

  it.each([
    [{ scope: 'metrics' }, ['metrics']],
    [{ scope: 'openid read profile' }, ['metrics', 'read']],
    [{ scope: 'change' }, ['metrics', 'read', 'change']],
    [{ scope: undefined, scp: ['read'] }, ['metrics', 'read']],
    [{ scope: undefined, scp: 'change other' }, ['metrics', 'read', 'change']],
    [{ scope: 'READ reads rollcall:read' }, []],
    [{ scope: undefined }, []],
  ])('with %j has the scopes %j', async (claims, scopes) => {
    expect(bearerOf(await access().check(await issuer.issue(claims))).scopes).toEqual(scopes);
  });

  it.each([
    ['@lab', 'core1', '(@lab)&(core1)'],
    ['@lab,lab9', 'site:fra', '(@lab,lab9)&(site:fra)'],
    ['all', 'core1', 'core1'],
    ['@lab', 'all', '(@lab)&(all)'],
  ])('where tokens are for %s and the claim says %s is for %s', async (most, own, devices) => {
    const token = await issuer.issue({ rollcall_devices: own });
    expect(bearerOf(await access(most).check(token)).devices).toBe(devices);
  });

  it.each(['lab1),(all', '', 'r[', ',all'])('whose claim of devices is %j is refused', async (own) => {
    expect(await access().check(await issuer.issue({ rollcall_devices: own }))).toEqual(refused(/no selector/));
  });

  it.each([['all'], 7, { devices: 'all' }, null])('whose claim of devices is %j is refused', async (own) => {
    expect(await access().check(await issuer.issue({ rollcall_devices: own }))).toEqual(refused(/claims/));
  });

  it('has the id of a renewed one with the same rights only', async () => {
    const idOf = async (claims: object, devices = '@lab') =>
      bearerOf(await access(devices).check(await issuer.issue(claims))).id;
    const id = await idOf({});
    expect(await idOf({ exp: nowS() + 7_200, jti: 'x' })).toBe(id);
    for (const other of [{ sub: 'bob' }, { scope: 'change' }, { rollcall_devices: 'lab1' }]) {
      expect(await idOf(other)).not.toBe(id);
    }
    expect(await idOf({}, 'all')).not.toBe(id);
  });
});

describe('a token is refused', () => {
  const name = (): string => `${issuer.url}#alice`;

  it('of another issuer, for another audience, or without either', async () => {
    const check = async (claims: object) => access().check(await issuer.issue(claims));
    expect(await check({ iss: `${issuer.url}/` })).toEqual(refused(/another issuer/));
    expect(await check({ iss: undefined })).toEqual(refused(/another issuer/));
    expect(await check({ aud: 'https://other.example/mcp' })).toEqual(refused(/another audience/, name()));
    expect(await check({ aud: [`${issuer.audience}/`] })).toEqual(refused(/another audience/, name()));
    expect(await check({ aud: undefined })).toEqual(refused(/another audience/, name()));
    expect((await check({ aud: ['x', issuer.audience] })).kind).toBe('valid');
  });

  it('before and after its time, give or take 30 s', async () => {
    const check = async (claims: object) => (await access().check(await issuer.issue(claims))).kind;
    expect(await check({ exp: nowS() - 29 })).toBe('valid');
    expect(await check({ nbf: nowS() + 29 })).toBe('valid');
    const late = await access().check(await issuer.issue({ exp: nowS() - 30 }));
    expect(late).toEqual(refused(/expired/, name()));
    const early = await access().check(await issuer.issue({ nbf: nowS() + 60 }));
    expect(early).toEqual(refused(/not valid yet/, name()));
    expect(await check({ exp: undefined })).toBe('refused');
    expect(await check({ exp: 'tomorrow' })).toBe('refused');
  });

  it('with no signature, or one by the public key as a secret', async () => {
    const [, payload = ''] = (await issuer.issue()).split('.');
    for (const alg of ['none', 'None', 'NONE', '']) {
      for (const signature of ['', 'x']) {
        const token = `${part({ alg, kid: 'k1', typ: 'at+jwt' })}.${payload}.${signature}`;
        expect((await access().check(token)).kind).toBe('refused');
      }
    }
    const body = `${part({ alg: 'HS256', kid: 'k1', typ: 'at+jwt' })}.${payload}`;
    const secret = JSON.stringify(await issuer.publicJwk());
    const forged = `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
    expect(await access().check(forged)).toEqual(refused(/not signed by an algorithm/));
    const shared = randomBytes(32);
    issuer.extraKeys = [{ kty: 'oct', kid: 'shared', k: shared.toString('base64url'), alg: 'HS256' }];
    const token = await issuer.issue({}, { header: { alg: 'HS256', kid: 'shared' }, key: shared });
    expect((await access().check(token)).kind).toBe('refused');
  });

  it('with a foreign key, also one that it brings along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const check = async (header: Readonly<Record<string, unknown>>) =>
      access().check(await issuer.issue({}, { key: privateKey, header }));
    expect(await check({})).toEqual(refused(/signature/));
    expect(await check({ jwk })).toEqual(refused(/signature/));
    expect(await check({ kid: 'mine', jwk })).toEqual(refused(/key that the issuer does not have/));
    expect(await check({ jku: 'http://127.0.0.1:1/jwks' })).toEqual(refused(/signature/));
  });

  it('with a changed payload or a critical header that is not known', async () => {
    const [header, , signature] = (await issuer.issue()).split('.');
    const payload = part({ iss: issuer.url, aud: issuer.audience, sub: 'root', exp: nowS() + 60, scope: 'change' });
    expect(await access().check(`${header}.${payload}.${signature}`)).toEqual(refused(/signature/));
    const [, body] = (await issuer.issue()).split('.');
    const critical = `${part({ alg: 'ES256', kid: 'k1', crit: ['x'], x: 1 })}.${body}.${signature}`;
    expect((await access().check(critical)).kind).toBe('refused');
  });

  it('of another kind: an ID token, a logout token', async () => {
    const check = async (claims: object, header: Readonly<Record<string, unknown>>) =>
      (await access().check(await issuer.issue(claims, { header }))).kind;
    for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT', 'JWT', null]) {
      expect(await check({}, { typ }), String(typ)).toBe('valid');
    }
    for (const typ of ['logout+jwt', 'id+jwt', 'secevent+jwt', 'dpop+jwt', '']) {
      expect(await check({}, { typ }), typ).toBe('refused');
    }
    expect(await check({ at_hash: 'x' }, { typ: 'JWT' })).toBe('refused');
    expect(await check({ c_hash: 'x' }, { typ: 'JWT' })).toBe('refused');
  });

  it.each([undefined, '', 'a\nb', 'x'.repeat(256), 'ä', 7])('with the subject %j', async (sub) => {
    const token = await issuer.issue(JSON.parse(JSON.stringify({ sub: sub ?? null })));
    expect((await access().check(token)).kind).toBe('refused');
  });

  it.each(['', 'a.b', 'a.b.c', '...', 'rc_abc', 'e30.e30.e30', 'a.b.c.d.e', '\u0000.\u0000.\u0000'])(
    'that is none: %j, without the issuer being asked',
    async (text) => {
      const own = access();
      await expect.poll(() => issuer.asked.length).toBe(2);
      clock.advance(3_600_000);
      expect((await own.check(text)).kind).toBe('refused');
      expect(issuer.asked.length).toBe(2);
    },
  );

  it('that is huge, before it is looked at', async () => {
    const huge = await issuer.issue({ pad: 'x'.repeat(10_000) });
    expect(await access().check(huge)).toEqual(refused(/too long/));
  });
});

it.each([
  [{ issuer: 'http://id.example' }, 'https'],
  [{ issuer: 'https://id.example/?x=1' }, 'no issuer'],
  [{ issuer: 'https://id.example/#x' }, 'no issuer'],
  [{ issuer: 'https://u:p@id.example' }, 'no issuer'],
  [{ issuer: 'ftp://127.0.0.1' }, 'https'],
  [{ issuer: 'http://127.0.0.1.evil.example' }, 'https'],
  [{ issuer: 'id.example' }, 'no issuer'],
  [{ audience: ' ' }, 'empty'],
])('options that are no good are refused: %o', (options, why) => {
  expect(() => access('all', options)).toThrow(why);
});

it('a selector of devices that is none is refused', () => {
  expect(() => access('r[')).toThrow(expect.objectContaining({ code: 'bad_selector' }));
});
