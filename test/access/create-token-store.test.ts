import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewToken, TokenStore } from '../../src/model/access-token.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tokenStoreIn } from '../support/token-store-in.ts';

let folder: string;
let clock: FakeClock;
let store: TokenStore;
beforeEach(() => {
  folder = temporaryFolder();
  clock = new FakeClock();
  store = tokenStoreIn(clock, folder);
});

const file = (): string => join(folder, 'tokens.json');
const wanted = (name: string, lifetimeMs = 1_000): NewToken => ({ name, scope: 'read', devices: '@lab', lifetimeMs });

describe('a token', () => {
  it('is rc_ and 32 random bytes, and is found again, also by another process', async () => {
    const first = await store.create(wanted('a'));
    const second = await store.create(wanted('b'));
    expect(first).toMatch(/^rc_[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(first.slice(3), 'base64url')).toHaveLength(32);
    expect(first).not.toBe(second);
    expect(await tokenStoreIn(clock, folder).find(first)).toMatchObject({ name: 'a', devices: '@lab', scope: 'read' });
  });

  it('is not kept: only its hash is, in a file for the owner alone, and nothing else is left', async () => {
    const token = await store.create(wanted('a'));
    expect(readFileSync(file(), 'utf8')).not.toContain(token.slice(3));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['tokens.json']);
    expect(JSON.stringify(await store.list())).not.toMatch(/sha256|[0-9a-f]{64}/);
  });

  it('is not found by a part of it, its hash, its name or nothing', async () => {
    const token = await store.create(wanted('a'));
    const { id } = (await store.find(token)) ?? { id: '' };
    expect(id).toHaveLength(64);
    for (const text of ['', 'a', id, token.slice(0, -1), `${token}x`, token.toUpperCase()]) {
      expect(await store.find(text)).toBeNull();
    }
  });

  it('is gone when revoked, once', async () => {
    const token = await store.create(wanted('a'));
    const other = await store.create(wanted('b'));
    expect(await store.revoke('a')).toBe(true);
    expect(await store.revoke('a')).toBe(false);
    expect(await store.find(token)).toBeNull();
    expect(await store.find(other)).toMatchObject({ name: 'b' });
  });

  it('keeps its name to itself until it has expired', async () => {
    await store.create(wanted('a'));
    await expect(store.create(wanted('a'))).rejects.toMatchObject({ code: 'bad_request', hint: expect.any(String) });
    clock.advance(1_000);
    await store.create(wanted('a'));
    expect(await store.list()).toHaveLength(1);
  });

  it.each(['', '-x', 'a b', 'ä', 'x'.repeat(65), '../a', 'a\n'])('has no name like %j', async (name) => {
    await expect(store.create(wanted(name))).rejects.toMatchObject({ code: 'bad_request' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not made for a selector that is none', async () => {
    await expect(store.create({ ...wanted('a'), devices: '@' })).rejects.toMatchObject({ code: 'bad_selector' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('tokens that several processes make at once are all kept', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `t${index}`);
  await Promise.all(names.map((name) => tokenStoreIn(clock, folder).create(wanted(name))));
  expect((await store.list()).map(({ name }) => name).sort()).toEqual(names.sort());
});

describe('the last use', () => {
  it('is noted, at most once a minute', async () => {
    const token = await store.create(wanted('a', 3_600_000));
    const use = async (): Promise<string | null> => {
      const found = await store.find(token);
      if (found !== null) store.touch(found);
      await store.close();
      return (await store.list())[0]?.lastUsed ?? null;
    };
    expect(await use()).toBe('2026-01-01T00:00:00.000Z');
    clock.advance(59_999);
    expect(await use()).toBe('2026-01-01T00:00:00.000Z');
    clock.advance(1);
    expect(await use()).toBe('2026-01-01T00:01:00.000Z');
  });

  it('does not bring a token back that was revoked meanwhile', async () => {
    const token = await store.create(wanted('a'));
    const found = await store.find(token);
    await store.revoke('a');
    if (found !== null) store.touch(found);
    await store.close();
    expect(await store.list()).toEqual([]);
  });

  it('that cannot be noted is logged, and no more', async () => {
    const warnings: string[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (_: object, text: string) => void warnings.push(text) };
    const watched = tokenStoreIn(clock, folder, logger);
    const found = await watched.find(await store.create(wanted('a')));
    writeFileSync(file(), 'broken');
    if (found !== null) watched.touch(found);
    await watched.close();
    expect(warnings).toEqual(['the last use of an access token could not be noted']);
  });
});

describe('a token file', () => {
  it.each(['', '{', '[]', '{"version":2,"tokens":[]}', '{"version":1,"tokens":[{"name":"a"}]}'])(
    'with the text %j is refused, and stays as it is',
    async (text) => {
      writeFileSync(file(), text, { mode: 0o600 });
      const refusal = { code: 'bad_settings', message: expect.stringContaining('is no token file') };
      await expect(store.list()).rejects.toMatchObject(refusal);
      await expect(store.find('rc_x')).rejects.toMatchObject(refusal);
      await expect(store.create(wanted('a'))).rejects.toMatchObject(refusal);
      expect(readFileSync(file(), 'utf8')).toBe(text);
    },
  );

  it.each([0o640, 0o602, 0o604])('of mode %o is refused, with the chmod to type', async (mode) => {
    await store.create(wanted('a'));
    chmodSync(file(), mode);
    await expect(store.list()).rejects.toMatchObject({ code: 'bad_settings', hint: `chmod 600 ${file()}` });
  });
});
