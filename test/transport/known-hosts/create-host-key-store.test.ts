import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import type { HostKeyAnswer } from '../../../src/transport/host-keys.ts';
import { fingerprint } from '../../../src/transport/known-hosts/fingerprint.ts';
import { KnownHostsFile } from '../../../src/transport/known-hosts/known-hosts-file.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { refused, setUp, storeIn } from './asked-store.ts';
import { lineFor, sampleKey } from './sample-key.ts';

const ok: HostKeyAnswer = { ok: true };

describe('accept-new', () => {
  test('remembers the first key in a file of its own, 0600, and takes it again', async () => {
    const { store, own, device } = setUp();
    const key = sampleKey();
    expect(await store.check(device(), key)).toEqual(ok);
    expect(readFileSync(own, 'utf8')).toBe(lineFor('mx1', key));
    expect(statSync(own).mode & 0o777).toBe(0o600);
    expect(statSync(join(own, '..')).mode & 0o777).toBe(0o700);
    expect(await store.check(device(), key)).toEqual(ok);
    expect(readFileSync(own, 'utf8')).toBe(lineFor('mx1', key));
    expect(await store.knownTypes(device())).toEqual(['ssh-ed25519']);
    expect(existsSync(`${own}.lock`)).toBe(false);
  });

  test('refuses a change with both fingerprints, the place and the line to type', async () => {
    const { store, own, device } = setUp();
    const [old, now] = [sampleKey(), sampleKey()];
    await store.check(device({ host: 'other' }), sampleKey());
    await store.check(device(), old);
    const { message, hint } = refused(await store.check(device(), now));
    expect(message).toBe(
      `the host key changed: now ${fingerprint(now.blob)} (ssh-ed25519), on record ${fingerprint(old.blob)} (ssh-ed25519) in ${own}:2`,
    );
    expect(hint).toContain('`rollcall trust mx1.fra`');
    expect(readFileSync(own, 'utf8').split('\n')).toHaveLength(3);
  });

  test('a key of another type than the known one is a change', async () => {
    const { store, device } = setUp();
    await store.check(device(), sampleKey('ssh-ed25519'));
    refused(await store.check(device(), sampleKey('ssh-rsa')));
  });

  test("a change against the user's own file says that it stays as it is", async () => {
    const old = sampleKey();
    const { store, own, users, device } = setUp(lineFor('mx1', old));
    expect(await store.check(device(), old)).toEqual(ok);
    expect(existsSync(own)).toBe(false);
    const { message, hint } = refused(await store.check(device(), sampleKey()));
    expect(message).toContain(`${users}:1`);
    expect(hint).toContain(`leaves ${users}:1 as it is for ssh`);
  });

  test('a line without port vouches on another port, but does not forbid a new key there', async () => {
    const key = sampleKey();
    const { store, own, device } = setUp(lineFor('mx1', key));
    expect(await store.check(device({ port: 830 }), key)).toEqual(ok);
    expect(existsSync(own)).toBe(false);
    const other = sampleKey();
    expect(await store.check(device({ port: 2222 }), other)).toEqual(ok);
    expect(readFileSync(own, 'utf8')).toBe(lineFor('[mx1]:2222', other));
  });

  test('many first keys at once are each written once, in this and in another process', async () => {
    const { store, own, device } = setUp();
    const second = storeIn(join(own, '..'));
    const keys = Array.from({ length: 60 }, (_, index) => ({ host: `r${index}`, key: sampleKey() }));
    const answers = await Promise.all(
      keys.flatMap(({ host, key }) => [store, second, store].map((asked) => asked.check(device({ host }), key))),
    );
    expect(answers.every((answer) => answer.ok)).toBe(true);
    const lines = readFileSync(own, 'utf8').split('\n').filter(Boolean);
    expect(lines.sort()).toEqual(keys.map(({ host, key }) => lineFor(host, key).trim()).sort());
  });

  test('of two different first keys at once only one wins', async () => {
    const { store, own, device } = setUp();
    const answers = await Promise.all([store.check(device(), sampleKey()), store.check(device(), sampleKey())]);
    expect(answers.filter(({ ok: accepted }) => accepted)).toHaveLength(1);
    expect(readFileSync(own, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  test('a lock left by a dead process is put aside', async () => {
    const { store, own, device } = setUp();
    mkdirSync(join(own, '..'));
    writeFileSync(`${own}.lock`, '');
    utimesSync(`${own}.lock`, 1, 1);
    expect(await store.check(device(), sampleKey())).toEqual(ok);
  });

  test('a key that cannot be remembered is not accepted', async () => {
    const { store, own, device } = setUp();
    writeFileSync(join(own, '..'), 'a file where the folder should be');
    expect(refused(await store.check(device(), sampleKey())).message).toContain(own);
  });

  test('a last line without line end is not run into', async () => {
    const { store, own, device } = setUp();
    const [first, second] = [sampleKey(), sampleKey()];
    mkdirSync(join(own, '..'));
    writeFileSync(own, lineFor('r0', first).trim());
    await store.check(device(), second);
    expect(readFileSync(own, 'utf8')).toBe(lineFor('r0', first) + lineFor('mx1', second));
    expect(refused(await store.check(device(), first)).message).toContain(`${own}:2`);
  });
});

test('strict refuses an unknown key with its fingerprint and the line to type', async () => {
  const { store, own, device } = setUp();
  const key = sampleKey();
  const { message, hint } = refused(await store.check(device({ hostKeys: 'strict' }), key));
  expect(message).toBe(`the host key ${fingerprint(key.blob)} (ssh-ed25519) is not known`);
  expect(hint).toContain('`rollcall trust mx1.fra`');
  expect(existsSync(own)).toBe(false);
});

test('off takes every key and writes nothing', async () => {
  const { store, own, device } = setUp();
  expect(await store.check(device({ hostKeys: 'off' }), sampleKey())).toEqual(ok);
  expect(await store.knownTypes(device({ hostKeys: 'off' }))).toEqual([]);
  expect(existsSync(own)).toBe(false);
});

test('a revoked key is refused even where another line knows it', async () => {
  const key = sampleKey();
  const { store, users, device } = setUp(`${lineFor('mx1', key)}@revoked ${lineFor('*', key)}`);
  expect(refused(await store.check(device(), key)).message).toContain(`is revoked in ${users}:2`);
});

test.each(['strict', 'accept-new'] as const)(
  '%s: an unreadable known_hosts is a failure, a missing one is empty',
  async (hostKeys) => {
    const { store, device } = setUp();
    const folder = temporaryFolder();
    const unreadable = await store.check(device({ hostKeys, knownHosts: folder }), sampleKey());
    expect(refused(unreadable)).toMatchObject({ message: `cannot read ${folder}: it is a folder` });
    expect(await store.knownTypes(device({ knownHosts: folder }))).toEqual([]);
    const missing = await store.check(device({ knownHosts: join(folder, 'none') }), sampleKey());
    expect(missing).toEqual(ok);
  },
);

test('lines that are not understood are passed over with a warning', async () => {
  const key = sampleKey();
  const { store, warnings, device } = setUp(`garbage\n${lineFor('mx1', key)}`);
  expect(await store.check(device({ hostKeys: 'strict' }), key)).toEqual(ok);
  expect(warnings).toHaveLength(1);
});

describe('trust', () => {
  test("replaces the host's key and keeps the other lines", async () => {
    const { store, own, device } = setUp();
    const [old, other, now] = [sampleKey(), sampleKey(), sampleKey('ssh-rsa')];
    await store.check(device(), old);
    await store.check(device({ host: 'r2' }), other);
    await store.trust(device(), now);
    expect(readFileSync(own, 'utf8')).toBe(lineFor('r2', other) + lineFor('mx1', now));
    expect(statSync(own).mode & 0o777).toBe(0o600);
    expect(await store.check(device({ hostKeys: 'strict' }), now)).toEqual(ok);
    refused(await store.check(device(), old));
    expect(await store.knownTypes(device())).toEqual(['ssh-rsa']);
  });

  test("decides over an older line in the user's file, and says that it is there", async () => {
    const old = sampleKey();
    const { store, users, warnings, device } = setUp(lineFor('mx1', old));
    const now = sampleKey();
    await store.trust(device(), now);
    expect(warnings.join()).toContain(`${users}:1`);
    expect(readFileSync(users, 'utf8')).toBe(lineFor('mx1', old));
    expect(await store.check(device(), now)).toEqual(ok);
    refused(await store.check(device(), old));
  });

  test('is told with the flags that lead to the same inventory, and for a name that looks like a flag', async () => {
    const { own, device } = setUp();
    const store = storeIn(join(own, '..'), silentLogger, systemClock, ['-i', '/srv/my lab.yaml']);
    const hint = async (name: string) =>
      refused(await store.check({ ...device({ hostKeys: 'strict' }), name }, sampleKey())).hint;
    expect(await hint('r1')).toContain("`rollcall trust -i '/srv/my lab.yaml' r1`");
    expect(await hint('-r1')).toContain("`rollcall trust -i '/srv/my lab.yaml' -- -r1`");
    expect(await hint('all')).toContain(`\`rollcall trust -i '/srv/my lab.yaml' '"all"'\``);
  });

  test('quotes a name that a shell would not take as it is', async () => {
    const { store, device } = setUp();
    const named = { ...device({ hostKeys: 'strict' }), name: "r 1's" };
    expect(refused(await store.check(named, sampleKey())).hint).toContain(`rollcall trust '"r 1'\\''s"'`);
  });
});

test('a file is parsed once until it changes', async () => {
  const { users } = setUp(lineFor('mx1', sampleKey()));
  const file = new KnownHostsFile(users, silentLogger);
  const first = await file.read();
  const looks = await Promise.all(Array.from({ length: 20 }, () => file.read()));
  expect(looks.every((hosts) => hosts === first)).toBe(true);
  appendFileSync(users, lineFor('mx2', sampleKey()));
  const second = await file.read();
  expect([second.find('mx2').length, second === first]).toEqual([1, false]);
  rmSync(users);
  expect((await file.read()).find('mx1')).toEqual([]);
});
