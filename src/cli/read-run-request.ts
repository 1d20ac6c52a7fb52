import { parseDuration, toSeconds } from '../base/duration.ts';
import type { OutputFormat } from '../model/output-format.ts';
import type { Priority } from '../model/priority.ts';
import { parallelLimit, type RunRequest } from '../model/run-request.ts';
import { readWhole } from './read-number.ts';
import type { WhatToRun } from './what-to-run.ts';

/** What `run` was asked for, its flags read; throws `bad_request` that names the flag. */
export function readRunRequest(
  what: WhatToRun,
  options: {
    readonly timeout?: string;
    readonly format?: OutputFormat;
    readonly maxParallel?: string;
    readonly priority?: Priority;
  },
): RunRequest {
  const { timeout, format, maxParallel, priority } = options;
  return {
    ...what,
    timeout_s: timeout === undefined ? undefined : toSeconds(parseDuration(timeout, '--timeout')),
    ...(format !== undefined && { format }),
    ...(priority !== undefined && { priority }),
    max_parallel:
      maxParallel === undefined ? undefined : readWhole(maxParallel, '--max-parallel', { min: 1, max: parallelLimit }),
  };
}
