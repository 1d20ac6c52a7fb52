import type { NextCall } from '../model/run-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { devicesOf, type FinishedRow } from '../result/finished-row.ts';
import { type AnswerContext, type LeftOut, type OutputPlace, rowsWithoutText } from './left-out.ts';

/** A selector of devices fills at most this part of an answer. */
const selectorShare = 1 / 8;

/**
 * The call for what is missing. A folded answer is followed by the per-device form of the devices of which text is
 * missing, that by itself further on, and an answer that lacks only the end of one output by get_output, whose lines are
 * those of whole answers, so that where only parts of them are looked at it is the per-device form again: whoever follows
 * `next` until it is null has seen every output to its end.
 */
export function nextCall(context: AnswerContext, left: LeftOut): NextCall | null {
  const { account, view } = context;
  const { cuts, merged, partials, results, complaints } = left;
  const [cut] = cuts;
  const partly = account.view.reduction !== null;
  if (account.view.state === 'running') return waitCall(context);
  if (view === 'per_device') {
    // The only cut: what is behind a cut may be cut as well.
    if (cut !== undefined && cut.row === account.rows.at(-1) && !partly) return outputCall(context, cut.row, cut.lines);
    const first = cut?.row ?? results[0];
    if (first !== undefined) return continuation(context, first, cut?.lines ?? 0);
  } else {
    const missing = rowsWithoutText(left);
    const [only] = missing;
    if (only !== undefined && missing.length === 1 && merged.length === 0) {
      const lines = partials.length > 0 ? 0 : (cut?.lines ?? 0);
      return partly ? continuation(context, only, lines, [only]) : outputCall(context, only, lines);
    }
    const wanted = missing.length > 0 ? missing : results;
    if (wanted.length > 0) return resultsCall(context, wanted);
  }
  const [complaint] = complaints;
  return complaint === undefined ? null : outputCall(context, complaint, 0);
}

function waitCall(context: AnswerContext): NextCall {
  const { account, view, filter } = context;
  const devices = filter.devices === undefined ? null : shortSelector(filter.devices, context);
  return {
    tool: 'get_run',
    arguments: {
      run_id: account.view.runId,
      ...(view === 'per_device' && { view }),
      ...(devices !== null && { devices }),
      ...(context.nextMask !== undefined && { mask: context.nextMask }),
      ...carriedOn(context),
    },
  };
}

function outputCall(context: AnswerContext, { row }: FinishedRow, lines: number): NextCall {
  const { view } = context.account;
  return {
    tool: 'get_output',
    arguments: {
      run_id: view.runId,
      device: row.device,
      ...(view.commands.length > 1 && { command: row.command.index }),
      // Of a whole answer; lines of what is left of it are others.
      offset: view.reduction === null ? skippedLines(context, row) + lines : 0,
      ...(context.nextMaxChars !== undefined && { max_chars: context.nextMaxChars }),
    },
  };
}

/** This and all later results. */
function continuation(
  context: AnswerContext,
  first: FinishedRow,
  lines: number,
  rows: readonly FinishedRow[] = context.account.rows.slice(context.account.rows.indexOf(first)),
): NextCall {
  const { row } = first;
  const offset = skippedLines(context, row) + lines;
  const from = { device: row.device, command: row.command.index, offset };
  const within = offset > 0 || row.command.index > 0;
  return resultsCall(context, rows, within ? from : undefined);
}

/**
 * Where the devices would take too long to name, it is those asked for, or all, from the first of these devices on:
 * then some outputs come again, but none is missed.
 */
function resultsCall(context: AnswerContext, wanted: readonly FinishedRow[], from?: OutputPlace): NextCall {
  const { account, filter } = context;
  const names = devicesOf(wanted);
  const isAll = filter.devices === undefined && names.length === account.view.devices.length;
  const named = shortSelector(names, context);
  const among = new Set(wanted);
  const first = account.rows.find((row) => among.has(row))?.row;
  const all = filter.devices === undefined ? null : shortSelector(filter.devices, context);
  const devices = isAll ? null : (named ?? all);
  const place =
    from ?? (named === null && first !== undefined ? { device: first.device, command: 0, offset: 0 } : null);
  return {
    tool: 'get_run',
    arguments: {
      run_id: account.view.runId,
      view: 'per_device',
      ...(devices !== null && { devices }),
      ...(place !== null && { from: fromArgument(place) }),
      ...carriedOn(context),
    },
  };
}

function carriedOn({ account, filter, nextMaxChars }: AnswerContext): Record<string, unknown> {
  return {
    ...account.view.reduction,
    ...(filter.outcomes !== undefined && { outcome: [...filter.outcomes] }),
    ...(nextMaxChars !== undefined && { max_chars: nextMaxChars }),
  };
}

function fromArgument({ device, command, offset }: OutputPlace): Record<string, unknown> {
  return { device, ...(command > 0 && { command }), ...(offset > 0 && { offset }) };
}

/** Lines of this output that the answer leaves out at its beginning. */
function skippedLines({ from }: AnswerContext, { device, command }: FinishedRow['row']): number {
  return from?.device === device && from.command === command.index ? from.offset : 0;
}

function shortSelector(devices: Iterable<string>, { maxChars }: AnswerContext): string | null {
  const selector = foldNames(devices);
  return selector !== '' && selector.length <= maxChars * selectorShare ? selector : null;
}
