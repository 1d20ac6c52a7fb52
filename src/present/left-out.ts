import { toSeconds } from '../base/duration.ts';
import type { NextCall, View } from '../model/run-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { devicesOf, type FinishedRow } from '../result/finished-row.ts';
import type { RowFilter, RunAccount } from '../result/run-account.ts';
import type { AnswerSketch } from './answer-sketch.ts';
import type { Cut } from './fill-sketch.ts';

/** 45 s: older hosts end a call after 60 s. */
const waitMs = 45_000;

/** A result without its output, and as much of it as one may expect. */
const resultChars = 300;
const expectedOutputChars = 2_000;

export interface AnswerContext {
  readonly account: RunAccount;
  readonly view: View;
  readonly filter: RowFilter;
  readonly maxChars: number;
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
}

export function leftOut({ account }: AnswerContext, sketch: AnswerSketch, cuts: readonly Cut[]): LeftOut {
  const { groups, failures, results } = sketch;
  const merged = [
    ...(groups ?? []).filter((draft) => draft.place('', 0).distinct !== undefined),
    ...failures.filter((draft) => draft.place('', 0).distinct !== undefined),
  ].flatMap(({ rows }) => rows);
  const told = new Set([...failures, ...(results ?? [])].flatMap(({ text, rows }) => (text === null ? [] : rows)));
  const listed = new Set((results ?? []).flatMap(({ rows }) => rows));
  return {
    cuts,
    merged,
    partials: account.rows.filter((each) => each.end.outcome !== 'ok' && each.row.stdout !== '' && !told.has(each)),
    results: account.rows.filter((each) => !listed.has(each)),
  };
}

/** In words; null when nothing was left out. */
export function truncation(context: AnswerContext, left: LeftOut): string | null {
  const parts: string[] = [];
  const characters = left.cuts.reduce((sum, { omitted }) => sum + omitted, 0);
  if (characters > 0) parts.push(`${characters} characters of ${left.cuts.length} outputs`);
  if (left.merged.length > 0) parts.push(`what ${left.merged.length} results say in parts with "distinct"`);
  if (left.partials.length > 0) parts.push(`partial output of ${left.partials.length} failed results`);
  if (left.results.length > 0) parts.push(`${left.results.length} of ${context.account.rows.length} single results`);
  if (parts.length === 0) return null;
  return `left out to stay within ${context.maxChars} characters: ${parts.join('; ')}`;
}

/** The call that brings most of what is missing. */
export function nextCall(context: AnswerContext, left: LeftOut): NextCall | null {
  const { account } = context;
  if (account.view.state === 'running') return waitCall(context);
  const [cut] = left.cuts;
  const [partial] = left.partials;
  if (left.merged.length > 0) return resultsCall(context, left.merged);
  if (context.view === 'per_device' && left.results.length > 0) return resultsCall(context, left.results);
  if (cut !== undefined) return outputCall(account, cut.row, cut.lines);
  if (partial !== undefined) return outputCall(account, partial, 0);
  return left.results.length > 0 ? resultsCall(context, left.results) : null;
}

function waitCall({ account, view, filter, maxChars }: AnswerContext): NextCall {
  const devices = filter.devices === undefined ? '' : foldNames(filter.devices);
  return {
    tool: 'get_run',
    arguments: {
      run_id: account.view.runId,
      wait_s: toSeconds(waitMs),
      ...(view === 'per_device' && { view }),
      ...(devices !== '' && devices.length <= maxChars / 8 && { devices }),
      ...(filter.outcomes !== undefined && { outcome: [...filter.outcomes] }),
    },
  };
}

function outputCall({ view }: RunAccount, { row }: FinishedRow, offset: number): NextCall {
  return {
    tool: 'get_output',
    arguments: {
      run_id: view.runId,
      device: row.device,
      ...(view.commands.length > 1 && { command: row.command.index }),
      offset,
    },
  };
}

function resultsCall({ account, view, maxChars }: AnswerContext, rows: readonly FinishedRow[]): NextCall {
  const [first] = rows;
  // One device's results alone are too much: the same call again would give the same answer.
  const stuck = view === 'per_device' && first?.row.device === account.rows[0]?.row.device;
  if (stuck && first !== undefined) return outputCall(account, first, 0);
  return {
    tool: 'get_run',
    arguments: { run_id: account.view.runId, view: 'per_device', devices: firstDevices(rows, maxChars) },
  };
}

/** The first devices whose results one answer can hold. */
function firstDevices(rows: readonly FinishedRow[], maxChars: number): string {
  let used = 0;
  const end = rows.findIndex(({ row }, index) => {
    used += resultChars + row.device.length + Math.min(row.stdout.length, expectedOutputChars);
    return index > 0 && used > maxChars;
  });
  let devices = devicesOf(end === -1 ? rows : rows.slice(0, end));
  for (;;) {
    const selector = foldNames(devices);
    if (devices.length <= 1 || selector.length <= maxChars / 8) return selector;
    devices = devices.slice(0, Math.ceil(devices.length / 2));
  }
}
