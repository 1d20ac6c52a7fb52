import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/transport/known-hosts/fingerprint.ts';
import { refused, setUp } from './asked-store.ts';
import { lineFor, sampleKey } from './sample-key.ts';

const policies = ['strict', 'accept-new'] as const;

function hashed(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

/** A string of the SSH wire format (RFC 4251 §5). */
function wire(bytes: string | Uint8Array): Buffer {
  const body = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** A known_hosts line with a certificate where a key would stand. */
function certificateLine(host: string): string {
  const type = 'ssh-ed25519-cert-v01@openssh.com';
  return `${host} ${type} ${Buffer.concat([wire(type), wire(randomBytes(32))]).toString('base64')}\n`;
}

describe('hashed names', () => {
  test.each([22, 2222])('are found on port %i, and a change is seen', async (port) => {
    const key = sampleKey();
    const name = port === 22 ? 'mx1' : '[mx1]:2222';
    const { store, own, users, device } = setUp(lineFor(hashed('other'), sampleKey()) + lineFor(hashed(name), key));
    expect(await store.check(device({ hostKeys: 'strict', port }), key)).toEqual({ ok: true });
    const changed = sampleKey();
    const { message, hint } = refused(await store.check(device({ port }), changed));
    for (const said of [fingerprint(key.blob), fingerprint(changed.blob), `${users}:2`])
      expect(message).toContain(said);
    expect(hint).toContain('`rollcall trust mx1.fra`');
    expect(existsSync(own)).toBe(false);
  });

  test('can be revoked', async () => {
    const key = sampleKey();
    const { store, device } = setUp(`@revoked ${lineFor(hashed('mx1'), key)}${lineFor('mx1', key)}`);
    expect(refused(await store.check(device(), key)).code).toBe('host_key_revoked');
  });
});

test('a key is the same key however its base64 ends', async () => {
  const key = { type: 'ssh-rsa', blob: Buffer.concat([wire('ssh-rsa'), wire(randomBytes(34))]) };
  const line = lineFor('mx1', key);
  expect(line).toMatch(/=\n$/);
  const { store, device } = setUp(`@revoked ${line.replaceAll('=', '')}`);
  expect(refused(await store.check(device(), key)).code).toBe('host_key_revoked');
  const known = setUp(line.replaceAll('=', ''));
  expect(await known.store.check(known.device({ hostKeys: 'strict' }), key)).toEqual({ ok: true });
});

test('of several keys of a host any passes, and another is a change that names them all', async () => {
  const keys = [sampleKey('ssh-ed25519'), sampleKey('ssh-rsa'), sampleKey('ssh-ed25519')];
  const { store, device } = setUp(keys.map((key) => lineFor('mx1,192.0.2.1', key)).join(''));
  for (const key of keys) expect(await store.check(device({ hostKeys: 'strict' }), key)).toEqual({ ok: true });
  expect(await store.knownTypes(device())).toEqual(['ssh-ed25519', 'ssh-rsa']);
  const { message } = refused(await store.check(device(), sampleKey()));
  for (const { blob } of keys) expect(message).toContain(fingerprint(blob));
});

describe.each(policies)('under %s', (hostKeys) => {
  test.each([
    ['a certificate authority', `@cert-authority ${lineFor('mx1', sampleKey())}`],
    ['a certificate', certificateLine('mx1')],
  ])('a host known by %s only is refused, with the line to type, until its key is trusted', async (_name, text) => {
    const { store, own, users, device } = setUp(text);
    const key = sampleKey();
    const { code, message, hint } = refused(await store.check(device({ hostKeys }), key));
    expect(code).toBe('host_key_certificate');
    expect(message).toContain(`${users}:1`);
    expect(message).toContain('host certificates are not supported');
    expect(hint).toContain(fingerprint(key.blob));
    expect(hint).toContain('`rollcall trust mx1.fra`');
    expect(existsSync(own)).toBe(false);
    expect(await store.knownTypes(device())).toEqual([]);
    await store.trust(device(), key);
    expect(await store.check(device({ hostKeys }), key)).toEqual({ ok: true });
  });

  test('a plain key beside a certificate authority decides', async () => {
    const key = sampleKey();
    const { store, device } = setUp(`@cert-authority ${lineFor('*', sampleKey())}${lineFor('mx1', key)}`);
    expect(await store.check(device({ hostKeys }), key)).toEqual({ ok: true });
    expect(refused(await store.check(device({ hostKeys }), sampleKey())).code).toBe('host_key_changed');
  });

  test.each(['@revoke', '@Revoked', '@future'])(
    '%s, a marker that is not known, refuses its hosts only',
    async (marker) => {
      const key = sampleKey();
      const { store, users, device } = setUp(`${lineFor('mx1,mx2', key)}${marker} ${lineFor('mx1', key)}`);
      const { code, message, hint } = refused(await store.check(device({ hostKeys }), key));
      expect(code).toBe('host_key_marker');
      expect(message).toContain(`${users}:2`);
      expect(hint).toContain('@revoked');
      expect(await store.check(device({ hostKeys, host: 'mx2' }), key)).toEqual({ ok: true });
    },
  );
});
