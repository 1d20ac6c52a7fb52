import { join } from 'node:path';
import type { Command } from 'commander';
import type { Rollcall } from '../../app/rollcall.ts';
import { abortReason, onAbort, startDeadline, untilAborted } from '../../base/abort.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { shellWord } from '../../base/shell-word.ts';
import { cliCaller } from '../../model/caller.ts';
import type { RunDocument } from '../../model/run-document.ts';
import { runText } from '../../present/run-text.ts';
import { wholeDocument } from '../../present/whole-document.ts';
import type { CliParts } from '../cli-parts.ts';
import type { ExitStatus } from '../exit-status.ts';
import { watchInterrupts } from '../interruption.ts';
import { nextStepsText } from '../next-steps.ts';
import { type Cli, wantsColor } from '../program.ts';
import { createProgressDisplay, type ProgressDisplay } from '../progress-display.ts';
import { report } from '../report.ts';
import { textWidth } from '../text-width.ts';
import { withRollcall } from '../with-rollcall.ts';

const routerCount = 24;
const commandLines = [
  'show version | match Junos:',
  'show interfaces terse | match down',
  'show chassis alarms',
] as const;
/** Ample for so few routers on this machine: a fleet that takes longer is stuck. */
const startupMs = 8_000;
const commandTimeoutS = 10;

export function addDemoCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('demo')
    .summary('three commands on 24 simulated routers, over real SSH')
    .description(
      'Starts 24 simulated routers in a process of their own, runs three commands on them over real SSH and shows what comes back. Needs no inventory and leaves nothing behind.',
    )
    .action(async (_options: unknown, command: Command) => {
      end(await demo(parts, wantsColor(parts, command)));
    });
}

async function demo(parts: CliParts, color: boolean): Promise<ExitStatus> {
  const folder = await parts.files.makeTemporaryFolder();
  const inventory = join(folder, 'devices.yaml');
  const display = createProgressDisplay(parts);
  const interruption = watchInterrupts(parts, {
    onFirst: display.clear,
    onSecond() {
      display.close();
      parts.files.removeFolder(folder);
    },
  });
  const routers = parts.startSelf([
    ...['sim', '--count', String(routerCount), '--variants', '3', '--latency', '40ms'],
    ...['--jitter', '300ms', '--fault', 'refuse=1', '--fault', 'auth-fail=1'],
    ...['--inventory-out', inventory, '--end-with-stdin'],
  ]);
  try {
    await untilUp(parts, routers.firstLine, interruption.signal);
    return await withRollcall(parts, { inventory, home: join(folder, 'state') }, ({ rollcall }) =>
      showAll({ parts, color, rollcall, display, signal: interruption.signal }),
    );
  } finally {
    await routers.stop();
    parts.files.removeFolder(folder);
    interruption.close();
  }
}

async function untilUp({ clock }: CliParts, firstLine: Promise<string>, signal: AbortSignal): Promise<void> {
  const late = new RollcallError('defect', 'the simulated routers did not start in time', {
    hint: 'see what `rollcall sim` says',
  });
  const deadline = startDeadline(signal, startupMs, clock, () => late);
  try {
    await untilAborted(firstLine, deadline.signal);
  } finally {
    deadline.clear();
  }
}

interface Stage {
  readonly parts: CliParts;
  readonly color: boolean;
  readonly rollcall: Rollcall;
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
}

async function showAll(stage: Stage): Promise<ExitStatus> {
  const { stdout } = stage.parts;
  stdout.write(
    `${routerCount} simulated routers run in a second process. One is down, one refuses our password;\nthe other ${routerCount - 2} answer. Everything between is real SSH.\n`,
  );
  const [first, ...rest] = commandLines;
  const opening = await showOne(stage, 'all', first);
  let asStaged = isStaged(opening, { ok: routerCount - 2, unreachable: 1, auth_failed: 1 });
  const selector = ['all', ...failedDevices(opening)].join('!');
  for (const line of rest) {
    const document = await showOne(stage, selector, line);
    asStaged &&= isStaged(document, { ok: routerCount - 2 });
  }
  stdout.write(`\n${nextStepsText(stage.parts)}`);
  if (asStaged) return 0;
  report(
    stage.parts.stderr,
    'the demo did not go as staged: see the failures above',
    'please report it with this output',
  );
  return 1;
}

async function showOne(
  { parts, color, rollcall, display, signal }: Stage,
  selector: string,
  line: string,
): Promise<RunDocument> {
  if (signal.aborted) throw abortReason(signal);
  parts.stdout.write(`\n$ rollcall run ${shellWord(selector)} ${shellWord(line)}\n`);
  const request = { devices: selector, command: line, timeout_s: commandTimeoutS };
  const run = await rollcall.startRun(request, { caller: cliCaller });
  const stopCancel = onAbort(signal, () => run.cancel('cancelled at the terminal'));
  try {
    display.follow(run);
    await run.ended;
  } finally {
    stopCancel();
    display.close();
  }
  if (signal.aborted) throw abortReason(signal);
  const document = wholeDocument(run.view, { view: 'folded' });
  parts.stdout.write(runText(document, { color, ...textWidth(parts.stdout) }));
  return document;
}

function failedDevices({ results = [] }: RunDocument): string[] {
  return results.flatMap(({ status, device }) => (status === 'failed' ? [device] : []));
}

function isStaged({ summary }: RunDocument, expected: Readonly<Record<string, number>>): boolean {
  const outcomes = Object.entries(expected);
  const total = outcomes.reduce((sum, [, count]) => sum + count, 0);
  return summary.total === total && outcomes.every(([outcome, count]) => summary.by_outcome[outcome] === count);
}
