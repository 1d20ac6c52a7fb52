import type { Group, RunDocument } from '../../model/run-document.ts';
import type { ResultRow, RunView } from '../../result/run-view.ts';
import { printable, printableLine } from '../printable.ts';
import { reusedText } from '../reused-text.ts';
import { type Phase, phasesOf } from './phases-of.ts';

/** What the page's script draws the timeline from; times are milliseconds since the run began. */
export interface TimelineData {
  /** Length of the time axis. */
  readonly span: number;
  readonly commands: readonly string[];
  readonly errors: readonly TimelineError[];
  readonly devices: readonly { readonly name: string; readonly results: readonly TimelineResult[] }[];
}

interface TimelineError {
  readonly message: string;
  readonly phase?: string;
  readonly hint?: string;
}

interface TimelineResult {
  /** `pending` where it has none yet. */
  readonly outcome: string;
  readonly phases: readonly Phase[];
  /** Id of the group that holds its answer. */
  readonly group?: number;
  /** Place in `errors`. */
  readonly error?: number;
  readonly attempts?: number;
  /** Of an answer that an earlier run has given, so that nothing of it stands in the timeline. */
  readonly reused?: string;
}

export function timelineData(view: RunView, document: RunDocument): TimelineData {
  const begin = Date.parse(view.startTime);
  const rows = view.rows();
  const end = lastMoment(view, rows);
  const groups = new Map((document.results ?? []).map((result) => [placeOf(result), result.group]));
  const errors = new ErrorList();
  const byDevice = new Map<string, TimelineResult[]>();
  for (const row of rows) {
    const results = byDevice.get(row.device) ?? [];
    byDevice.set(row.device, results);
    const group = groups.get(placeOf({ device: row.device, command_index: row.command.index }));
    const { finished } = row;
    results.push({
      outcome: finished?.outcome ?? 'pending',
      phases: phasesOf(row, begin, end),
      ...(group !== undefined && { group }),
      ...(finished?.error !== undefined && { error: errors.placeOf(finished.error) }),
      ...(finished !== null && finished.attempts > 1 && { attempts: finished.attempts }),
      ...(finished?.reused !== undefined && {
        reused: `${reusedText(finished.reused)}, of run ${finished.reused.run_id}`,
      }),
    });
  }
  return {
    span: Math.max(1, end - begin),
    commands: view.commands.map(({ text, label }) => printableLine(label ?? text)),
    errors: errors.all,
    devices: [...byDevice].map(([name, results]) => ({ name: printableLine(name), results })),
  };
}

/** A device's name may hold anything; an index is digits. */
function placeOf({ device, command_index = 0 }: { device: string; command_index?: Group['command_index'] }): string {
  return `${command_index} ${device}`;
}

/** The end of the run; of one that goes on, the last that is known of it. */
function lastMoment(view: RunView, rows: readonly ResultRow[]): number {
  let last = Date.parse(view.endTime ?? view.startTime);
  for (const { startTime, finished } of rows) {
    for (const time of [startTime, finished?.end_time]) if (time) last = Math.max(last, Date.parse(time));
  }
  return last;
}

/** Equal errors once: thousands of devices fail alike. */
class ErrorList {
  readonly all: TimelineError[] = [];
  readonly #places = new Map<string, number>();

  placeOf({
    message,
    phase,
    hint,
  }: {
    message: string;
    phase?: string | undefined;
    hint?: string | undefined;
  }): number {
    const key = JSON.stringify([message, phase, hint]);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.all.length;
    this.#places.set(key, place);
    this.all.push({
      message: printable(message),
      ...(phase !== undefined && { phase }),
      ...(hint !== undefined && { hint: printable(hint) }),
    });
    return place;
  }
}
