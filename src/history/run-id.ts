import { RollcallError } from '../base/rollcall-error.ts';

/** A ULID (github.com/ulid/spec): 26 characters of Crockford's base 32, the first at most 7. */
const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Only this shape ever becomes part of a path. */
export function isRunId(text: string): boolean {
  return ulid.test(text);
}

const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** When the run was made, in epoch milliseconds: the first ten characters of its id. */
export function runIdTime(runId: string): number {
  return [...runId.slice(0, 10)].reduce((time, character) => time * 32 + base32.indexOf(character), 0);
}

export function unknownRun(runId: string): RollcallError {
  const shown = JSON.stringify(runId.length > 40 ? `${runId.slice(0, 40)}…` : runId);
  return new RollcallError('unknown_run', `there is no run ${shown}`, {
    hint: 'list the runs there are with "rollcall runs" or the tool list_runs',
  });
}
