import type { View } from '../model/run-document.ts';
import type { FinishedRow } from '../result/finished-row.ts';
import type { RowFilter, RunAccount } from '../result/run-account.ts';
import type { AnswerSketch } from './answer-sketch.ts';
import type { Draft } from './draft.ts';
import type { Cut } from './fill-sketch.ts';

/** A place in the outputs of a run: rows in selector order, then lines as get_output counts them. */
export interface OutputPlace {
  readonly device: string;
  /** Index of the command. */
  readonly command: number;
  /** Lines before it. */
  readonly offset: number;
}

export interface AnswerContext {
  readonly account: RunAccount;
  readonly view: View;
  /** As asked for. */
  readonly filter: RowFilter;
  /** Where the answer begins. */
  readonly from: OutputPlace | undefined;
  readonly maxChars: number;
  /** Set where the follow-up call has to ask for it. */
  readonly nextMaxChars: number | undefined;
  readonly nextMask: false | undefined;
}

/** What the size budget kept out of an answer. */
export interface LeftOut {
  readonly cuts: readonly Cut[];
  /** Answers and failures that are only named, merged with others. */
  readonly merged: readonly FinishedRow[];
  /** Failed rows whose partial output is shown nowhere. */
  readonly partials: readonly FinishedRow[];
  /** Rows without an entry in `results`. */
  readonly results: readonly FinishedRow[];
  /** Rows of which stderr is cut. */
  readonly complaints: readonly FinishedRow[];
}

/** In the per-device form everything stands with its result, so that what is missing are results or their ends. */
export function leftOut({ account, view }: AnswerContext, sketch: AnswerSketch, cuts: readonly Cut[]): LeftOut {
  const { groups, failures, results } = sketch;
  const listed = new Set((results ?? []).flatMap(({ rows }) => rows));
  const complaints = [...(groups ?? []), ...(results ?? [])].flatMap((draft) =>
    draft.place(draft.text ?? '', 0).omitted_chars === undefined ? [] : draft.rows.slice(0, 1),
  );
  const missing = account.rows.filter((each) => !listed.has(each));
  if (view === 'per_device') return { cuts, merged: [], partials: [], results: missing, complaints };
  const told = new Set([...failures, ...(results ?? [])].flatMap(({ text, rows }) => (text === null ? [] : rows)));
  return {
    cuts,
    merged: [...mergedRows(groups ?? []), ...mergedRows(failures)],
    partials: account.rows.filter((each) => each.end.outcome !== 'ok' && each.row.stdout !== '' && !told.has(each)),
    results: missing,
    complaints,
  };
}

function mergedRows(drafts: readonly Draft<{ distinct?: number | undefined }>[]): readonly FinishedRow[] {
  return drafts.flatMap((draft) => (draft.place('', 0).distinct === undefined ? [] : draft.rows));
}

/** Rows of which some text is missing; of those that share a cut text the first stands for all. */
export function rowsWithoutText({ cuts, merged, partials }: LeftOut): readonly FinishedRow[] {
  return [...new Set([...cuts.map(({ row }) => row), ...merged, ...partials])];
}

/** In words; null when nothing was left out. */
export function truncation({ account, view, maxChars }: AnswerContext, left: LeftOut): string | null {
  const { cuts, merged, partials, results, complaints } = left;
  const parts: string[] = [];
  const characters = cuts.reduce((sum, { omitted }) => sum + omitted, 0);
  if (characters > 0) parts.push(`${characters} characters of ${cuts.length} outputs`);
  if (merged.length > 0) parts.push(`what ${merged.length} results say in parts with "distinct"`);
  if (partials.length > 0) parts.push(`partial output of ${partials.length} failed results`);
  if (results.length > 0) {
    const why = view === 'folded' && rowsWithoutText(left).length > 0 ? forAllResults : '';
    parts.push(`${results.length} of ${account.rows.length} single results${why}`);
  }
  if (complaints.length > 0)
    parts.push(`the end of stderr of ${complaints.length} results (get_output with stream "stderr" shows all)`);
  if (parts.length === 0) return null;
  return `left out to stay within ${maxChars} characters: ${parts.join('; ')}`;
}

const forAllResults = ' (next brings those of missing outputs only, get_run with view "per_device" brings all)';
