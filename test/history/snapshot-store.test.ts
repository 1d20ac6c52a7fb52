import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSnapshotStore } from '../../src/history/create-snapshot-store.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const snapshot = (name: string, selector = 'all'): Snapshot => ({
  version: 1,
  name,
  taken: '2026-01-01T00:00:00.000Z',
  run_id: '01JQZ5Y3V7W8X9ABCDEFGHJKMN',
  selector,
  commands: [{ command: 'show version', checks: [{ delta: { pattern: '(\\d+)', percent: 5 } }] }],
});

const once = { replace: false } as const;

describe('the snapshot store', () => {
  it('keeps snapshots in files of their own, for their owner only', async () => {
    const home = temporaryFolder();
    const store = createSnapshotStore({ home });
    expect(await store.list()).toEqual({ snapshots: [], unreadable: [] });
    await store.save(snapshot('b'), once);
    await store.save(snapshot('a.1'), once);
    expect(await store.find('b')).toEqual(snapshot('b'));
    expect((await store.list()).snapshots.map(({ name }) => name)).toEqual(['a.1', 'b']);
    expect(readdirSync(join(home, 'snapshots')).sort()).toEqual(['a.1.json', 'b.json']);
    expect(statSync(join(home, 'snapshots', 'b.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'snapshots')).mode & 0o777).toBe(0o700);
    expect(await store.remove('b')).toBe(true);
    expect(await store.remove('b')).toBe(false);
    expect(await store.find('b')).toBeNull();
  });

  it('replaces one only when asked to, also where two come at once', async () => {
    const store = createSnapshotStore({ home: temporaryFolder() });
    const both = await Promise.allSettled(
      ['core', 'edge'].map((selector) => store.save(snapshot('x', selector), once)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(store.save(snapshot('x', 'new'), once)).rejects.toMatchObject({ code: 'bad_request' });
    await store.save(snapshot('x', 'new'), { replace: true });
    expect(await store.find('x')).toMatchObject({ selector: 'new' });
  });

  it.each([[''], ['../x'], ['a/b'], ['.hidden'], ['-x'], ['a b'], ['x'.repeat(65)], ['ä'], ['a\n']])(
    '%j is no name',
    async (name) => {
      const store = createSnapshotStore({ home: temporaryFolder() });
      await expect(store.find(name)).rejects.toMatchObject({ code: 'bad_request' });
      await expect(store.remove(name)).rejects.toMatchObject({ code: 'bad_request' });
      await expect(store.save(snapshot(name), once)).rejects.toMatchObject({ code: 'bad_request' });
    },
  );

  it('says which file is no snapshot, and lists the others', async () => {
    const home = temporaryFolder();
    const store = createSnapshotStore({ home });
    await store.save(snapshot('good'), once);
    writeFileSync(join(home, 'snapshots', 'torn.json'), '{"version": 1');
    writeFileSync(join(home, 'snapshots', 'other.json'), '{}');
    mkdirSync(join(home, 'snapshots', 'folder.json'));
    writeFileSync(join(home, 'snapshots', 'notes.txt'), 'mine');
    const { snapshots, unreadable } = await store.list();
    expect(snapshots.map(({ name }) => name)).toEqual(['good']);
    expect(unreadable.map((each) => /(\w+\.json): .+/.exec(each)?.[1])).toEqual([
      'folder.json',
      'other.json',
      'torn.json',
    ]);
    await expect(store.find('torn')).rejects.toMatchObject({
      code: 'history_failed',
      hint: 'mend the file, or delete it: rollcall snapshot torn --delete',
    });
  });

  it('says where it cannot write', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'snapshots'), 'a file');
    chmodSync(join(home, 'snapshots'), 0o600);
    const store = createSnapshotStore({ home });
    await expect(store.save(snapshot('x'), once)).rejects.toMatchObject({ code: 'history_failed' });
  });
});
