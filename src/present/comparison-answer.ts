import type { ComparisonDocument } from '../model/comparison-document.ts';
import type { Masker } from '../model/masker.ts';
import type { NextCall } from '../model/run-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { compareRuns, type RunComparison } from '../result/compare-runs.ts';
import type { RunView } from '../result/run-view.ts';
import {
  type ChangePlace,
  type ComparisonCut,
  comparisonDocuments,
  diffLines,
  wholeComparison,
} from './comparison-document.ts';
import { comparisonText } from './comparison-text.ts';

/** The most that `max_chars` may be. */
const mostChars = 1_000_000;

export interface PresentComparisonOptions {
  readonly masker: Masker;
  /** Size of the document as JSON, and of the text. */
  readonly maxChars: number;
  readonly devices?: ReadonlySet<string> | undefined;
  readonly from?: ChangePlace | undefined;
  /** What `next` has to ask for. */
  readonly nextMask?: false | undefined;
  readonly nextMaxChars?: number | undefined;
}

/** The same comparison twice; each says everything, because a host shows its model only one of the two. */
export interface PresentedComparison {
  readonly document: ComparisonDocument;
  readonly text: string;
}

/** Nothing cut: for a person or a program at the command line. */
export function wholeComparisonDocument(
  before: RunView,
  after: RunView,
  options: Pick<PresentComparisonOptions, 'masker' | 'devices'>,
): ComparisonDocument {
  return comparisonDocuments(compareRuns(before, after, options))(wholeComparison);
}

/**
 * A comparison cut to `maxChars`. Changes are shown in order as far as there is room, the last of them cut between two
 * lines; the others are only named. No device is left out: where the names alone are too long, the budget yields. An
 * answer that begins at `from` goes on from there, and shows a line even where the budget is too small for it.
 */
export function presentComparison(
  before: RunView,
  after: RunView,
  options: PresentComparisonOptions,
): PresentedComparison {
  const comparison = compareRuns(before, after, options);
  const documentFor = comparisonDocuments(comparison);
  const from = options.from ?? null;
  const changes = comparison.changes.slice(from?.change ?? 0);
  const attempt = (wanted: Omit<ComparisonCut, 'from'>, note: string | null = null): PresentedComparison => {
    const cut = { ...wanted, from };
    const truncated = truncation(comparison, cut, options.maxChars, note);
    const document = { ...documentFor(cut), truncated, next: nextCall(comparison, cut, options) };
    return { document, text: comparisonText(document) };
  };
  const fits = (cut: Omit<ComparisonCut, 'from'>): boolean => sizeOf(attempt(cut)) <= options.maxChars;

  const whole = attempt({ ...wholeComparison, shown: changes.length });
  if (sizeOf(whole) <= options.maxChars) return whole;
  const brief = from === null && !fits({ shown: 0, lines: 0, brief: false });
  const shown = most(changes.length, (count) => fits({ shown: count, lines: 0, brief }));
  const cutGroup = changes[shown];
  const left = cutGroup === undefined ? 0 : diffLines(cutGroup).length - (shown === 0 ? (from?.line ?? 0) : 0);
  const lines = most(Math.max(0, left - 1), (count) => fits({ shown, lines: count, brief }));
  if (shown > 0 || lines > 0 || fits({ shown, lines, brief })) {
    // A continuation that shows nothing would go on for ever.
    if (shown > 0 || lines > 0 || from === null) return attempt({ shown, lines, brief });
  }
  const note = `the names alone, or with one line of a diff, take more than the ${options.maxChars} characters asked for`;
  const atLeast = from === null ? { shown: 0, lines: 0 } : left > 1 ? { shown: 0, lines: 1 } : { shown: 1, lines: 0 };
  return attempt({ ...atLeast, brief }, note);
}

/** The largest count up to `limit` that still fits, taking it that less always does; 0 where none does. */
function most(limit: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, limit];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function sizeOf({ document, text }: PresentedComparison): number {
  return Math.max(JSON.stringify(document).length, text.length);
}

function truncation(
  { changes }: RunComparison,
  { from, shown, lines, brief }: ComparisonCut,
  maxChars: number,
  note: string | null,
): string | null {
  const parts: string[] = note === null ? [] : [note];
  const left = changes.slice((from?.change ?? 0) + shown);
  const unseen = left.slice(lines > 0 ? 1 : 0);
  if (left.length > unseen.length) parts.push('the end of the last diff shown');
  if (unseen.length > 0) {
    const results = unseen.reduce((sum, { rows }) => sum + rows.length, 0);
    parts.push(`the diffs of ${unseen.length} different changes (${results} results)`);
  }
  if (brief) parts.push('which commands of which devices, and what failures said (fewer "devices" show it)');
  if (parts.length === 0) return null;
  const begun = from === null ? '' : '; the first answer names the devices of every kind';
  return `left out to stay within ${maxChars} characters: ${parts.join('; ')}${begun}`;
}

function nextCall(
  { before, after, rows, changes }: RunComparison,
  { from, shown, lines, brief }: ComparisonCut,
  { devices, nextMask, nextMaxChars, maxChars }: PresentComparisonOptions,
): NextCall | null {
  const change = (from?.change ?? 0) + shown;
  const line = lines + (shown === 0 ? (from?.line ?? 0) : 0);
  const more = change < changes.length;
  if (!more && !brief) return null;
  const wider = more ? nextMaxChars : Math.min(mostChars, maxChars * 4);
  return {
    tool: 'compare_runs',
    arguments: {
      run_a: before.runId,
      run_b: after.runId,
      ...(devices !== undefined && { devices: foldNames(new Set(rows.map(({ device }) => device))) }),
      ...(nextMask !== undefined && { mask: nextMask }),
      ...(more && { from: { change, ...(line > 0 && { line }) } }),
      ...(wider !== undefined && { max_chars: wider }),
    },
  };
}
