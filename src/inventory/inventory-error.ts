import type { ProblemList } from '../base/problem-list.ts';
import type { RollcallError } from '../base/rollcall-error.ts';

/** `bad_inventory` with every problem of the file. */
export function inventoryError(problems: ProblemList): RollcallError {
  return problems.toError('bad_inventory', 'correct the file; docs/inventory.md explains every key');
}
