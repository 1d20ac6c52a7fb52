/** The public programming interface: compose a Rollcall in your own process. Everything else is internal. */
export type { ActiveRun, CancelAnswer, Rollcall, RunListEntry, RunListQuery } from './app/rollcall.ts';
export { RollcallError } from './base/rollcall-error.ts';
export type { RunDocument } from './model/run-document.ts';
