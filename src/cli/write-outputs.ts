import { join } from 'node:path';
import { RollcallError } from '../base/rollcall-error.ts';
import { outputFiles } from '../present/output-files.ts';
import type { RunView } from '../result/run-view.ts';
import type { FilePort } from './cli-parts.ts';

/** Each answer into a file of its own in `folder`. Throws `bad_request`: what it may write is the caller's to mend. */
export async function writeOutputs(files: FilePort, view: RunView, folder: string): Promise<void> {
  try {
    await files.makeFolder(folder);
    for (const { path, content } of outputFiles(view)) await files.writeFile(join(folder, path), content);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new RollcallError('bad_request', `--output-dir: ${why}`, {
      cause: thrown,
      hint: `name a folder you may write to; the answers are kept: rollcall show ${view.runId}`,
    });
  }
}
