import type { OutputFormat } from '../model/output-format.ts';
import { checkSelectable, reducedView, reductionOf } from '../result/reduced-view.ts';
import type { Reduction, RunView } from '../result/run-view.ts';

/**
 * `match` and `select` as a surface got them, checked: throws `bad_request`. `format`: that of the run still to be started,
 * which may leave `select` nothing to select from; null for a run that is read.
 */
export function checkedReduction(
  asked: Parameters<typeof reductionOf>[0],
  format: OutputFormat | null,
): Reduction | null {
  const reduction = reductionOf(asked);
  if (format !== null) checkSelectable(reduction, format);
  return reduction;
}

/** The run with successful answers reduced, for the surfaces. Throws `bad_request` where it has nothing to select from. */
export function reducedRun(view: RunView, reduction: Reduction | null): RunView {
  return reducedView(view, reduction);
}
