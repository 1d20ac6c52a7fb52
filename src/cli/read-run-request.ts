import { parseDuration, toSeconds } from '../base/duration.ts';
import type { OutputFormat } from '../model/output-format.ts';
import type { Priority } from '../model/priority.ts';
import { maxRetries, parallelLimit, type RunRequest } from '../model/run-request.ts';
import { readWhole } from './read-number.ts';
import type { WhatToRun } from './what-to-run.ts';

export interface RunRequestOptions {
  readonly timeout?: string;
  readonly deadline?: string;
  readonly format?: OutputFormat;
  readonly maxParallel?: string;
  readonly priority?: Priority;
  readonly retries?: string;
  readonly webhook?: string;
  readonly maxAge?: string;
}

/** What `run` was asked for, its flags read; throws `bad_request` that names the flag. */
export function readRunRequest(what: WhatToRun, options: RunRequestOptions): RunRequest {
  const { timeout, deadline, format, maxParallel, priority, retries, maxAge, webhook } = options;
  return {
    ...what,
    timeout_s: timeout === undefined ? undefined : toSeconds(parseDuration(timeout, '--timeout')),
    deadline_s: deadline === undefined ? undefined : toSeconds(parseDuration(deadline, '--deadline')),
    ...(format !== undefined && { format }),
    ...(priority !== undefined && { priority }),
    ...(retries !== undefined && { retries: readWhole(retries, '--retries', { min: 0, max: maxRetries }) }),
    ...(webhook !== undefined && { webhook }),
    ...(maxAge !== undefined && { max_age_s: toSeconds(parseDuration(maxAge, '--max-age')) }),
    max_parallel:
      maxParallel === undefined ? undefined : readWhole(maxParallel, '--max-parallel', { min: 1, max: parallelLimit }),
  };
}
