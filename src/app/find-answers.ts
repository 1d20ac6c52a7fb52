import type { RunHistory, RunListing } from '../history/run-history.ts';
import type { RunStarted } from '../model/event.ts';
import type { OutputFormat } from '../model/output-format.ts';
import { foldEvents } from '../result/run-fold.ts';
import type { RunView } from '../result/run-view.ts';
import type { LiveRun } from './live-run.ts';
import { type StoredAnswer, storedAnswer } from './stored-answer.ts';

/** A command of a device that an earlier answer may stand for. */
export interface WantedAnswer {
  readonly device: string;
  /** As `run-started` has it. */
  readonly origin: string;
  readonly commandIndex: number;
  readonly text: string;
}

export interface AnswerSearch {
  /** The run that searches; it has no answers for itself. */
  readonly runId: string;
  readonly format: OutputFormat;
  readonly notBefore: number;
  /** Whether answers of a run of these devices may be used. */
  readonly mayReuse: (devices: readonly string[]) => boolean;
  readonly signal: AbortSignal;
}

export interface AnswerSources {
  readonly history: Pick<RunHistory, 'newest' | 'readDevices'>;
  /** Runs of this process that are under way. */
  readonly live: () => readonly LiveRun[];
}

/** A run may have begun this long before its answers: longer ones are passed over. */
const longestRunMs = 3_600_000;

/**
 * A log that is gone or broken has no answers. Takes the wanted answers that the newest runs have, and what is left stays in `wanted`. Each log is read once, and only
 * those of runs that asked for one of these commands on one of these devices, no further back than the age allows.
 */
export async function findAnswers(
  wanted: Set<WantedAnswer>,
  search: AnswerSearch,
  { history, live }: AnswerSources,
  take: (wanted: WantedAnswer, answer: StoredAnswer) => void,
): Promise<void> {
  const running = live().filter(({ runId }) => runId !== search.runId);
  for (const run of running.toReversed()) takeFrom(run.started, () => run.view);
  if (wanted.size === 0) return;
  const seen = new Set([search.runId, ...running.map(({ runId }) => runId)]);
  for await (const listing of history.newest(search.notBefore - longestRunMs)) {
    if (search.signal.aborted || wanted.size === 0) return;
    if (!seen.has(listing.runId)) await takeStored(listing);
  }

  async function takeStored({ runId, started }: RunListing): Promise<void> {
    const here = fitting(wanted, started, search);
    if (here.length === 0) return;
    const devices = new Set(here.map(({ device }) => device));
    const events = await history.readDevices(runId, devices).catch(() => []);
    const view = foldEvents([{ ...started, devices: [...devices] }, ...events], { ownerAlive: true });
    takeFrom(started, () => view);
  }

  function takeFrom(started: RunStarted, viewOf: () => RunView): void {
    const here = fitting(wanted, started, search);
    if (here.length === 0) return;
    const view = viewOf();
    for (const each of here) {
      const found = view.commands
        .filter(({ text }) => text === each.text)
        .flatMap(({ index }) => view.row(each.device, index) ?? [])
        .flatMap((row) => storedAnswer(view.runId, row) ?? [])
        .filter(({ endedAt }) => endedAt >= search.notBefore)
        .sort((a, b) => b.endedAt - a.endedAt);
      const [newest] = found;
      if (newest === undefined) continue;
      wanted.delete(each);
      take(each, newest);
    }
  }
}

/** Those of the wanted that this run asked for in the same form, of the same device at the same place. */
function fitting(
  wanted: ReadonlySet<WantedAnswer>,
  { devices, commands, format = 'text', origins }: RunStarted,
  search: AnswerSearch,
): readonly WantedAnswer[] {
  if (origins === undefined || format !== search.format) return [];
  const texts = new Set(commands.map(({ text }) => text));
  const asked = [...wanted].filter(({ text }) => texts.has(text));
  if (asked.length === 0 || !search.mayReuse(devices)) return [];
  const originOf = new Map(devices.map((device, index) => [device, origins[index] ?? null]));
  return asked.filter(({ device, origin }) => originOf.get(device) === origin);
}
