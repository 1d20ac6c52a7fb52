import type { Rollcall } from '../app/rollcall.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { RunRequest } from '../model/run-request.ts';
import { rerunFailed } from './rerun-failed.ts';

export type WhatToRun = Pick<RunRequest, 'devices' | 'command' | 'format'>;

/**
 * What `run` was asked to run: a selector and commands, or what failed in an earlier run, of which null is left where
 * nothing did. Throws `bad_request` at once where it is both or neither.
 */
export function whatToRun(
  selector: string | undefined,
  lines: readonly string[],
  rerun: string | undefined,
  labels: readonly string[] = [],
): (rollcall: Pick<Rollcall, 'readRun'>) => Promise<WhatToRun | null> {
  if (rerun !== undefined) {
    if (selector !== undefined || labels.length > 0) {
      throw new RollcallError('bad_request', '--rerun-failed takes its devices and commands from that run', {
        hint: 'leave the selector, the commands and their labels out, or leave out --rerun-failed',
      });
    }
    return async (rollcall) => rerunFailed(await rollcall.readRun(rerun));
  }
  if (selector === undefined) throw missing('selector');
  if (lines.length === 0) throw missing('command');
  const command = labelled(lines, labels);
  return async () => ({ devices: selector, command });
}

/** All commands have a label or none has: which one a missing label is of could only be guessed. */
function labelled(lines: readonly string[], labels: readonly string[]): WhatToRun['command'] {
  if (labels.length === 0) return [...lines];
  if (labels.length !== lines.length) {
    throw new RollcallError('bad_request', `${lines.length} commands and ${labels.length} labels`, {
      hint: 'give --label once for each command, in the same order',
    });
  }
  return lines.map((command, index) => ({ label: labels[index] ?? '', command }));
}

const missing = (argument: string): RollcallError =>
  new RollcallError('bad_request', `missing required argument '${argument}'`, {
    hint: 'see rollcall --help, or --help after the command',
  });
