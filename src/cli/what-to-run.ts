import type { Rollcall } from '../app/rollcall.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { RunRequest } from '../model/run-request.ts';
import { requestOf, rerunFailed } from './rerun-failed.ts';

export type WhatToRun = Pick<RunRequest, 'devices' | 'command' | 'format'>;

/** What `run` was told to run; of `selector`, `rerunFailed` and `resume` there has to be one. */
export interface RunSource {
  readonly selector?: string | undefined;
  readonly lines: readonly string[];
  readonly labels?: readonly string[] | undefined;
  readonly rerunFailed?: string | undefined;
  readonly resume?: string | undefined;
}

/**
 * What `run` was asked to run: a selector and commands, what failed in an earlier run (null where nothing did), or all of a
 * run that was cut off. Throws `bad_request` at once where it is several of these or none.
 */
export function whatToRun({
  selector,
  lines,
  labels = [],
  rerunFailed: rerun,
  resume,
}: RunSource): (rollcall: Pick<Rollcall, 'readRun'>) => Promise<WhatToRun | null> {
  const earlier = rerun ?? resume;
  if (earlier !== undefined) {
    if (selector !== undefined || labels.length > 0) {
      const flag = rerun === undefined ? '--resume' : '--rerun-failed';
      throw new RollcallError('bad_request', `${flag} takes its devices and commands from that run`, {
        hint: `leave the selector, the commands and their labels out, or leave out ${flag}`,
      });
    }
    return async (rollcall) => {
      const view = await rollcall.readRun(earlier);
      return rerun === undefined ? requestOf(view, view.devices) : rerunFailed(view);
    };
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
