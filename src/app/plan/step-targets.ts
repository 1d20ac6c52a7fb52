import { RollcallError } from '../../base/rollcall-error.ts';
import { type CommandInput, toCommands } from '../../model/command.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import type { ErrorDetail } from '../../model/failure.ts';
import type { RefusedRow, StepCause } from '../../model/plan-event.ts';
import type { PlanRow } from '../../model/plan-row.ts';
import { expandStep } from '../../plan/expand-step.ts';
import { type Condition, conditionOf, namesIn } from '../../result/condition.ts';
import type { StepContext } from './step-context.ts';
import { causesOf, failed, type TargetResult } from './step-result.ts';

/** One request that a step comes to: names, each once. */
interface StepTarget {
  readonly names: readonly string[];
  readonly command: CommandInput;
}

export interface StepTargets {
  readonly targets: readonly StepTarget[];
  readonly refused: readonly RefusedRow[];
  /** Devices on which the condition does not hold. */
  readonly leftOut: readonly StepCause[];
  /** Devices on which nobody can tell whether it does, and names that the inventory does not have. */
  readonly unsendable: readonly TargetResult[];
}

/** What a step runs on, now that the steps before it have ended. Throws what its selectors throw. */
export async function stepTargets(context: StepContext): Promise<StepTargets> {
  const { step, runs, recordOf } = context;
  const refused: RefusedRow[] = [];
  const where = typeof step.for_each === 'object' ? step.for_each.where : undefined;
  const expanded = expandStep(step, (id) => recordOf(id).rows, rowFilter(where, refused));
  const targets: StepTarget[] = [];
  let decided: { readonly leftOut: readonly StepCause[]; readonly undecided: readonly TargetResult[] } = {
    leftOut: [],
    undecided: [],
  };
  const unknown = new Map<string, TargetResult>();
  for (const { devices, command } of expanded.expansions) {
    const { names, strangers } = await namesOf(runs, devices);
    for (const stranger of strangers) unknown.set(stranger.device, stranger);
    if (step.when === undefined) {
      targets.push({ names, command });
      continue;
    }
    const { kept, ...others } = decide(context, step.when, names);
    decided = others;
    targets.push({ names: kept, command });
  }
  return {
    targets: targets.filter(({ names }) => names.length > 0),
    refused: [...refused, ...expanded.refused],
    leftOut: decided.leftOut,
    unsendable: [...unknown.values(), ...decided.undecided],
  };
}

export const jobsOf = ({ names, command }: StepTarget): number => names.length * toCommands(command).length;

/** Globs that match nothing are no error here: a step without devices is skipped. */
async function namesOf(runs: StepContext['runs'], selectors: readonly string[]) {
  try {
    const { devices } = await runs.listDevices([...selectors]);
    return {
      names: devices.flatMap(({ known, name }) => (known ? [name] : [])),
      strangers: devices.flatMap((each) => (each.known ? [] : [failed(each.name, unknownDevice(each.didYouMean))])),
    };
  } catch (thrown) {
    if (RollcallError.from(thrown).code === 'nothing_selected') return { names: [], strangers: [] };
    throw thrown;
  }
}

const unknownDevice = (near: readonly string[]): ErrorDetail => ({
  code: 'unknown_device',
  message: 'not in the inventory',
  hint: didYouMean(near, 'list_devices (rollcall devices) shows the names there are'),
});

function rowFilter(where: string | undefined, refused: RefusedRow[]): (row: PlanRow) => boolean {
  if (where === undefined) return () => true;
  const condition = conditionOf(where, 'where');
  return (row) => {
    const verdict = condition.test(row);
    if (!verdict.ok) refused.push({ row, column: 'where', why: `where cannot be decided: ${verdict.why}` });
    return verdict.ok && verdict.holds;
  };
}

/**
 * A device that has no row of a step that the condition is about is left out where the condition needs it: that it did not
 * answer there is told there. Everywhere else a condition that is neither true nor false is a failure of the device.
 */
function decide({ recordOf }: StepContext, when: string, names: readonly string[]) {
  const condition: Condition = conditionOf(when, 'when');
  const about = namesIn(when).filter((name) => name !== 'device');
  const kept: string[] = [];
  const left: TargetResult[] = [];
  const undecided: TargetResult[] = [];
  for (const device of names) {
    const verdict = condition.test(factsOf(device, about, recordOf));
    if (verdict.ok) {
      if (verdict.holds) kept.push(device);
      else left.push(failed(device, { code: 'not_met', message: 'the condition does not hold' }));
      continue;
    }
    const silent = about.find((id) => (recordOf(id).rowsOf.get(device) ?? []).length === 0);
    if (silent !== undefined) {
      left.push(failed(device, { code: 'no_row', message: `it has no row of step ${silent}` }));
      continue;
    }
    const hint = 'correct the condition; which values it had, the rows of the steps before say';
    undecided.push(failed(device, { code: 'when_failed', message: `when: ${verdict.why}`, hint }));
  }
  const causes = left.flatMap(({ device, failure }) => (failure === null ? [] : [{ device, failure }]));
  return { kept, leftOut: causesOf(causes), undecided };
}

/** What a condition sees of a device: each step with the columns of its first row there, all of them, and how it ended. */
function factsOf(device: string, about: readonly string[], recordOf: StepContext['recordOf']): unknown {
  const ofSteps = about.map((id) => {
    const record = recordOf(id);
    const rows = record.rowsOf.get(device) ?? [];
    return [id, { ...rows[0], rows, outcome: record.outcomeOf.get(device) ?? null }] as const;
  });
  return { ...Object.fromEntries(ofSteps), device };
}
