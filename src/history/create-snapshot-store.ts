import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../base/is-system-error.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { type Snapshot, type SnapshotStore, snapshotSchema } from '../model/snapshot.ts';
import { historyFailed } from './history-failed.ts';

/** Only this shape ever becomes part of a path. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A hundred commands of the greatest length with their checks take less. */
const maxBytes = 16_777_216;

const ending = '.json';

/** Snapshots under `$ROLLCALL_HOME/snapshots/`, one file each (0600), replaced as a whole. */
export function createSnapshotStore({ home }: { readonly home: string }): SnapshotStore {
  const folder = join(home, 'snapshots');
  const pathOf = (name: string): string => {
    if (!namePattern.test(name)) throw badRequest(`${JSON.stringify(name)} is no name for a snapshot`, nameHint);
    return join(folder, `${name}${ending}`);
  };

  return {
    async list() {
      const snapshots: Snapshot[] = [];
      const unreadable: string[] = [];
      for (const file of (await namesIn(folder)).filter((each) => each.endsWith(ending)).sort()) {
        try {
          snapshots.push(await readSnapshot(join(folder, file)));
        } catch (thrown) {
          // One that was removed meanwhile is no trouble.
          if (!isMissing(thrown)) unreadable.push(`${join(folder, file)}: ${messageOf(thrown)}`);
        }
      }
      return { snapshots, unreadable };
    },

    async find(name) {
      const path = pathOf(name);
      try {
        return await readSnapshot(path);
      } catch (thrown) {
        if (isMissing(thrown)) return null;
        throw new RollcallError('history_failed', `the snapshot ${path} cannot be read: ${messageOf(thrown)}`, {
          cause: thrown,
          hint: `mend the file, or delete it: rollcall snapshot ${name} --delete`,
        });
      }
    },

    async save(snapshot, { replace }) {
      const path = pathOf(snapshot.name);
      const aside = `${path}.${randomUUID()}`;
      await makeFolder(folder);
      try {
        await writeWhole(aside, `${JSON.stringify(snapshot, null, 2)}\n`);
        // A link, unlike a rename, never takes the place of what is there.
        if (replace) await rename(aside, path);
        else await link(aside, path);
      } catch (thrown) {
        if (isSystemError(thrown, 'EEXIST')) throw nameTaken(snapshot.name);
        throw historyFailed(`the snapshot ${path} cannot be written`, thrown);
      } finally {
        await rm(aside, { force: true }).catch(() => {});
      }
    },

    async remove(name) {
      try {
        await rm(pathOf(name));
        return true;
      } catch (thrown) {
        if (thrown instanceof RollcallError) throw thrown;
        if (isMissing(thrown)) return false;
        throw historyFailed('the snapshot cannot be removed', thrown);
      }
    },
  };
}

const nameHint = 'a name begins with a letter or digit and goes on with these, ".", "_" or "-", up to 64 in all';

function nameTaken(name: string): RollcallError {
  return badRequest(`there is a snapshot named ${name}`, `take another name, or replace it: --replace`);
}

async function readSnapshot(path: string): Promise<Snapshot> {
  // Without O_NONBLOCK the opening of a FIFO waits for a writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > maxBytes) throw new Error('it is no snapshot');
    const parsed = snapshotSchema.safeParse(JSON.parse(await file.readFile('utf8')));
    if (parsed.success) return parsed.data;
    throw new Error('it is no snapshot of this version');
  } finally {
    await file.close();
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw historyFailed('the folder of the snapshots cannot be made', thrown);
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw historyFailed('the snapshots cannot be listed', thrown);
  }
}

const isMissing = (thrown: unknown): boolean => isSystemError(thrown, 'ENOENT');

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

function badRequest(message: string, hint: string): RollcallError {
  return new RollcallError('bad_request', message, { hint, phase: 'request' });
}
