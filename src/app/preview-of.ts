import type { Approval } from '../guard/approve.ts';
import type { Inventory, Selection } from '../model/inventory.ts';
import type { RunPreview } from './plan/plans.ts';

/** What would come of a request that the guard has judged. */
export function previewOf({
  stock,
  selection,
  approval,
}: {
  readonly stock: Inventory;
  readonly selection: Selection;
  readonly approval: Approval;
}): RunPreview {
  const { plan, denials, judgements } = approval;
  return {
    devices: selection.devices.map(({ name }) => name),
    warnings: [...stock.warnings, ...selection.warnings],
    denied: plan.jobs.length === 0 ? (denials[0]?.error ?? null) : null,
    reads: judgements.every(({ verdict }) => verdict === 'read'),
  };
}
