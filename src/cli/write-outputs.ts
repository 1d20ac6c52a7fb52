import { join } from 'node:path';
import { RollcallError } from '../base/rollcall-error.ts';
import { outputFiles } from '../present/output-files.ts';
import type { Comparison } from '../result/run-account.ts';
import type { RunView } from '../result/run-view.ts';
import type { FilePort, FileStatus } from './cli-parts.ts';

const folderHint = 'name a folder you may write to';

/** Makes the folder of `--output-dir` where there is none. Throws `bad_request` where nothing could be written there. */
export async function makeOutputFolder(files: FilePort, folder: string): Promise<void> {
  if (folder === '') throw refused('it is empty', folderHint);
  let found: FileStatus | null;
  try {
    await files.makeFolder(folder);
    found = await files.status(folder);
  } catch (thrown) {
    throw refused(messageOf(thrown), folderHint, thrown);
  }
  if (found?.kind !== 'folder') throw refused(`${folder} is no folder`, folderHint);
  if (!found.writable) throw refused(`${folder} is not writable`, folderHint);
}

/** Each answer into a file of its own in `folder`. Throws `bad_request`: what it may write is the caller's to mend. */
export async function writeOutputs(
  files: FilePort,
  view: RunView,
  folder: string,
  comparison: Comparison = {},
): Promise<void> {
  try {
    for (const { path, content } of outputFiles(view, comparison)) await files.writeFile(join(folder, path), content);
  } catch (thrown) {
    throw refused(messageOf(thrown), `${folderHint}; the answers are kept: rollcall show ${view.runId}`, thrown);
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

const refused = (why: string, hint: string, cause?: unknown): RollcallError =>
  new RollcallError('bad_request', `--output-dir: ${why}`, { hint, cause });
