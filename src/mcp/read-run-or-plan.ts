import type { Rollcall } from '../app/rollcall.ts';
import type { RunState } from '../model/run-document.ts';

/** Whatever has this id. Throws `unknown_run`, also where the caller may not see it. */
export async function readRunOrPlan(
  id: string,
  rollcall: Pick<Rollcall, 'readPlan' | 'readRun'>,
): Promise<{ readonly state: RunState }> {
  return (await rollcall.readPlan(id)) ?? rollcall.readRun(id);
}
