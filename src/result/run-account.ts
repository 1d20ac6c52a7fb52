import { type Masker, noMasks } from '../model/masker.ts';
import type { Outcome } from '../model/outcome.ts';
import { type AnswerGroup, groupAnswers, masking } from './answer-groups.ts';
import { type FailureRows, groupFailures } from './failure-groups.ts';
import { type FinishedRow, finishedRows } from './finished-row.ts';
import type { RunView } from './run-view.ts';

/** Narrows what is shown; the summary stays that of the whole run. */
export interface RowFilter {
  readonly devices?: ReadonlySet<string> | undefined;
  /** Does not hide what is pending: that has no outcome yet. */
  readonly outcomes?: ReadonlySet<Outcome> | undefined;
}

/** How answers are told apart. */
export interface Comparison {
  /** Default: none, so that only equal bytes are equal answers. */
  readonly masker?: Masker | undefined;
}

/** What a run has come to so far, sorted into answers, failures and what is still missing. */
export interface RunAccount {
  readonly view: RunView;
  /** Every finished row of the run: the summary counts these. */
  readonly all: readonly FinishedRow[];
  /** The finished rows that the filter lets pass, in selector order. */
  readonly rows: readonly FinishedRow[];
  readonly answers: readonly AnswerGroup[];
  readonly failures: readonly FailureRows[];
  /** Devices with an unfinished command, in selector order. */
  readonly pending: readonly string[];
}

export function accountOf(view: RunView, filter: RowFilter & Comparison = {}): RunAccount {
  const { devices, outcomes, masker = noMasks } = filter;
  const wanted = view.rows().filter((row) => devices?.has(row.device) ?? true);
  const rows = finishedRows(wanted).filter(({ end }) => outcomes?.has(end.outcome) ?? true);
  return {
    view,
    all: finishedRows(view.rows()),
    rows,
    answers: groupAnswers(rows, masking(view, masker)),
    failures: groupFailures(rows, view.commands.length),
    pending: [...new Set(wanted.flatMap((row) => (row.finished === null ? [row.device] : [])))],
  };
}
