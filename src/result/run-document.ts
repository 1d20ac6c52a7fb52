import { toSeconds } from '../base/duration.ts';
import type { CommandRetried } from '../model/event.ts';
import type { EarlierAttempt, FailureGroup, Group, Result, RunDocument, View } from '../model/run-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import type { AnswerGroup } from './answer-groups.ts';
import { compareGroups } from './compare-groups.ts';
import { errorOf, type FailureRows } from './failure-groups.ts';
import { devicesOf, type FinishedRow, rowDurationMs } from './finished-row.ts';
import { groupNamer, type InventoryGroups } from './group-namer.ts';
import { retriesOf } from './retries-of.ts';
import { reusedOf } from './reused-of.ts';
import { accountOf, type Comparison, type RowFilter, type RunAccount } from './run-account.ts';
import { summaryOf } from './run-summary.ts';
import type { RunView } from './run-view.ts';
import { isStructured, type ShownOutput, shownOutput } from './shown-output.ts';

export interface DocumentOptions extends RowFilter, Comparison {
  readonly view: View;
  /** To tell where the devices of an answer are a group. */
  readonly groups?: InventoryGroups | undefined;
}

/** The whole document of a run (contract §5), nothing cut. */
export function buildDocument(view: RunView, options: DocumentOptions): RunDocument {
  return documentOf(accountOf(view, options), options.view, options.groups);
}

export function documentOf(account: RunAccount, view: View, groups?: InventoryGroups): RunDocument {
  const run = account.view;
  const several = run.commands.length > 1;
  const folded = view === 'folded';
  const groupIds = new Map(account.answers.flatMap(({ rows }, index) => rows.map((row) => [row, index + 1] as const)));
  return {
    run_id: run.runId,
    state: run.state,
    command: run.commands.map(({ text }) => text),
    ...run.reduction,
    devices: foldNames(run.devices),
    summary: summaryOf(run, account.all),
    ...(folded && { groups: groupsOf(account, several, groups) }),
    failures: account.failures.map(failureOf),
    results: account.rows.map((row) =>
      resultOf(row, folded ? groupIds.get(row) : undefined, folded ? {} : shownOutput(run, row.row)),
    ),
    pending: account.pending.length === 0 ? null : foldNames(account.pending),
    masked: folded ? firedMasks(account.answers) : [],
    warnings: [...run.warnings],
    truncated: null,
    next: null,
  };
}

function groupsOf({ view, answers }: RunAccount, several: boolean, groups?: InventoryGroups): Group[] {
  const groupName = groupNamer(groups);
  const differences = compareGroups(answers);
  const ids = new Map(answers.map((answer, index) => [answer, index + 1]));
  return answers.map((answer, index) => {
    const difference = differences.get(answer);
    const group = groupOf(answer, index + 1, several, groupName);
    const [first] = answer.rows;
    const output = first === undefined ? {} : shownOutput(view, first.row);
    if (difference === undefined) return { ...group, ...output };
    const { from, distance, diff } = difference;
    // A value is no text to go on from.
    const asDiff = diff !== null && !isStructured(view);
    return { ...group, ...(asDiff ? { diff_from: ids.get(from), diff } : output), distance };
  });
}

function groupOf(
  { command, stderr, exitStatus, rows }: AnswerGroup,
  id: number,
  several: boolean,
  groupName: (devices: readonly string[]) => string | null,
): Group {
  const devices = devicesOf(rows);
  const named = groupName(devices);
  const reused = reusedOf(rows);
  return {
    id,
    command: command.text,
    ...(command.label !== null && { label: command.label }),
    ...(several && { command_index: command.index }),
    devices: foldNames(devices),
    count: rows.length,
    ...retriesOf(rows),
    ...(named !== null && { inventory_group: named }),
    ...(reused !== undefined && { reused }),
    ...(stderr !== '' && { stderr }),
    ...(exitStatus !== 0 && { exit_status: exitStatus }),
  };
}

function firedMasks(answers: readonly AnswerGroup[]): string[] {
  return [...new Set(answers.flatMap(({ masks }) => masks))].sort();
}

function failureOf({ outcome, error, command, devices, rows }: FailureRows): FailureGroup {
  const partial = rows[0]?.row.stdout ?? '';
  const allAlike = partial !== '' && rows.every(({ row }) => row.stdout === partial);
  return {
    outcome,
    ...(error.phase !== undefined && { phase: error.phase }),
    ...(error.code !== outcome && { code: error.code }),
    ...(command !== null && { command: command.text, command_index: command.index }),
    ...(command !== null && command.label !== null && { label: command.label }),
    devices: foldNames(devices),
    count: devices.length,
    message: error.message,
    ...(error.hint !== undefined && { hint: error.hint }),
    ...retriesOf(rows),
    ...(allAlike && { partial_output: partial }),
  };
}

function resultOf(finished: FinishedRow, group: number | undefined, output: ShownOutput): Result {
  const { row, end } = finished;
  const { stdout, stderr, command } = row;
  const ok = end.outcome === 'ok';
  return {
    device: row.device,
    command: command.text,
    ...(command.label !== null && { label: command.label }),
    command_index: command.index,
    status: ok ? 'success' : 'failed',
    outcome: end.outcome,
    ...(group !== undefined && { group }),
    ...(ok ? output : stdout !== '' && { output: stdout }),
    ...(stderr !== '' && { stderr }),
    ...((end.start_time !== null || end.reused !== undefined) && { exit_status: end.exit_status }),
    execution_duration: toSeconds(rowDurationMs(finished)),
    start_time: end.start_time,
    end_time: end.end_time,
    ...(end.connection !== null && { connection: end.connection }),
    ...(end.attempts > 0 && { attempts: end.attempts }),
    ...(row.earlierAttempts.length > 0 && { earlier_attempts: row.earlierAttempts.map(earlierAttempt) }),
    ...(end.reused !== undefined && { reused: end.reused }),
    ...(!ok && { error: errorOf(finished) }),
  };
}

function earlierAttempt({ attempt, outcome, error, start_time, end_time, retry_at }: CommandRetried): EarlierAttempt {
  return { attempt, outcome, error: { ...error }, start_time, end_time, retry_at };
}
