import { RollcallError } from '../base/rollcall-error.ts';

/** A folder or file of the history that cannot be used, with the system's own words. */
export function historyFailed(what: string, thrown: unknown): RollcallError {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new RollcallError('history_failed', `${what}: ${why}`, {
    cause: thrown,
    hint: 'check that the state folder (ROLLCALL_HOME) is yours, writable, and that its disk has room',
  });
}
