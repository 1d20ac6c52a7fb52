import type { Owner, RunStarted } from '../model/event.ts';
import { deviceOrigins } from './device-origins.ts';
import { formless } from './formless.ts';
import type { JudgedRequest } from './judge-request.ts';
import { maskFacts } from './mask-facts.ts';
import type { CheckedRequest } from './parse-request.ts';
import type { StartOptions } from './rollcall.ts';

export interface RunFacts {
  readonly runId: string;
  readonly time: string;
  readonly owner: Owner;
  readonly redactionId: string;
  readonly plan: StartOptions['plan'];
}

/** The first event of a run. */
export function runStartedOf(
  { commands, format }: CheckedRequest,
  { stock, selection }: JudgedRequest,
  { runId, time, owner, redactionId, plan }: RunFacts,
): RunStarted {
  return {
    type: 'run-started',
    time,
    run_id: runId,
    devices: selection.devices.map((each) => each.name),
    commands: commands.map(({ text, label }) => ({ text, label })),
    warnings: [...stock.warnings, ...selection.warnings, ...formless(selection, format)],
    ...(format !== 'text' && { format }),
    ...(plan !== undefined && { plan }),
    owner,
    ...maskFacts(selection.devices),
    origins: deviceOrigins(selection.devices, redactionId),
  };
}
