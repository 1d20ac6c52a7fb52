import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createRunHistory } from '../../src/history/create-run-history.ts';
import { isOwnerAlive } from '../../src/history/owner.ts';
import { foldEvents } from '../../src/result/run-fold.ts';
import { builtMain, ownEnvironment } from './built-command.ts';
import { FakeClock } from './fake-clock.ts';
import { silentLogger } from './silent-logger.ts';

export interface Killed {
  /** Lines that `--jsonl` had printed. */
  readonly told: number;
  readonly state: 'none' | 'interrupted' | 'finished';
}

const commands = ['show version', 'show interfaces terse', 'show system uptime', 'show arp'];

/**
 * Runs `--jsonl` over the inventory, kills it (SIGKILL) a while after so many events were printed, and checks what is left:
 * each printed event stands in the log, in its place, and the log reads back with one result for each device and command.
 */
export async function killedRun(
  home: string,
  inventory: string,
  afterEvents: number,
  delayMs: number,
): Promise<Killed> {
  const printed = await printedBeforeKill(home, inventory, afterEvents, delayMs);
  const runs = join(home, 'state', 'runs');
  const [runId] = existsSync(runs) ? readdirSync(runs) : [];
  if (runId === undefined) {
    expect(printed).toEqual([]);
    return { told: 0, state: 'none' };
  }
  const history = createRunHistory({ home: join(home, 'state'), clock: new FakeClock(), logger: silentLogger });
  const events = await history.read(runId).catch(() => []);
  await history.close();
  expect(events.slice(0, printed.length)).toEqual(printed);
  const [first] = events;
  // Killed between the making of the log and its first line: nobody was told of the run.
  if (first?.type !== 'run-started') return { told: printed.length, state: 'none' };
  const fold = foldEvents(events, { ownerAlive: isOwnerAlive(first.owner) });
  expect(['interrupted', 'finished']).toContain(fold.state);
  expect(fold.rows().filter(({ finished }) => finished === null)).toEqual([]);
  for (const event of printed) {
    if (event.type !== 'command-finished' || event.outcome !== 'ok') continue;
    expect(fold.row(event.device, event.command_index)?.finished).toEqual(event);
  }
  return { told: printed.length, state: fold.state === 'finished' ? 'finished' : 'interrupted' };
}

/** The events that were printed whole, from the first on. */
function printedBeforeKill(home: string, inventory: string, afterEvents: number, delayMs: number) {
  const child = spawn(process.execPath, [builtMain, 'run', 'all', ...commands, '--jsonl', '-i', inventory], {
    env: ownEnvironment(home),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  let lines = 0;
  let timer: NodeJS.Timeout | undefined;
  const killLater = (): void => {
    timer ??= setTimeout(() => child.kill('SIGKILL'), delayMs);
  };
  if (afterEvents === 0) killLater();
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    lines += piece.split('\n').length - 1;
    if (lines >= afterEvents) killLater();
  });
  return new Promise<{ type: string; device: string; command_index: number; outcome: string }[]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
      resolve(whole.filter((line) => line !== '').map((line) => JSON.parse(line)));
    });
  });
}

/** A moment in such a run of so many devices: mostly while it works, sometimes while it begins. */
export function randomMoment(devices: number, random: () => number): { afterEvents: number; delayMs: number } {
  if (random() < 0.1) return { afterEvents: 0, delayMs: Math.floor(random() * 1_000) };
  // For each command a start, an output at least, and an end.
  return { afterEvents: 1 + Math.floor(random() * devices * commands.length * 3), delayMs: Math.floor(random() * 10) };
}
