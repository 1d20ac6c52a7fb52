import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { applyPatch } from 'diff';
import { onTestFinished } from 'vitest';
import { type RunDocument, runDocumentSchema } from '../../src/model/run-document.ts';

export const builtMain = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ended {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  /** Added to `ownEnvironment`. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads on stdin; nothing by default. Null: the test writes it, and closes it. */
  readonly input?: string | null;
}

type Stream = 'stdout' | 'stderr';

/** A built `rollcall` that runs. */
export interface BuiltCommand {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly ended: Promise<Ended>;
  /** Waits until this has come on a stream; rejects if the command ends without it. */
  said(stream: Stream, pattern: RegExp): Promise<RegExpExecArray>;
}

/** The whole environment of a command that must not see this machine's own settings, inventory and history. */
export function ownEnvironment(home: string): Record<string, string> {
  const { PATH = '' } = process.env;
  return { PATH, HOME: home, TMPDIR: home, ROLLCALL_HOME: join(home, 'state') };
}

/** Starts the built `rollcall`, with everything that it keeps in `home`. Killed with the test if it still runs then. */
export function startRollcall(home: string, args: readonly string[], options: StartOptions = {}): BuiltCommand {
  const { env = {}, input = '' } = options;
  const child = spawn(process.execPath, [builtMain, ...args], {
    env: { ...ownEnvironment(home), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text.stdout += piece;
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    text.stderr += piece;
  });
  // A command that ends without reading its stdin is no fault of the test.
  child.stdin.on('error', () => {});
  if (input !== null) child.stdin.end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...text }));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const silent = ended.then((end) => {
    throw new Error(`it ended without saying so: ${JSON.stringify(end)}`);
  });
  silent.catch(() => {});
  async function said(stream: Stream, pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(text[stream]);
      if (found !== null) return found;
      await Promise.race([once(child[stream], 'data'), silent]);
    }
  }
  return { child, ended, said };
}

/** Runs the built `rollcall` to its end. */
export function rollcall(home: string, args: readonly string[], options?: StartOptions): Promise<Ended> {
  return startRollcall(home, args, options).ended;
}

/** A simulated fleet in a process of its own; resolves with its inventory once every router is up. */
export async function fleetProcess(home: string, args: readonly string[]): Promise<string> {
  const sim = startRollcall(home, ['sim', '--inventory-out', join(home, 'devices.yaml'), ...args]);
  return (await sim.said('stdout', /.+(?=\n)/))[0];
}

/** The built server on a free HTTP port, asked to end with the test. Returns the URL that it announces. */
export async function serveHttp(home: string, args: readonly string[]): Promise<string> {
  const server = startRollcall(home, ['serve', '--http', '0', ...args]);
  onTestFinished(async () => {
    server.child.kill('SIGTERM');
    await server.ended;
  });
  return (await server.said('stderr', /http:\/\/\S+(?=\n)/))[0];
}

/** stdout of `--json` as a checked run document; anything else on stdout fails the test. */
export function documentOf(ended: Ended): RunDocument {
  try {
    return runDocumentSchema.parse(JSON.parse(ended.stdout));
  } catch (error) {
    throw new Error(`no run document on stdout: ${ended.stdout.slice(0, 500)}\n${ended.stderr}`, { cause: error });
  }
}

/**
 * Each successful answer to a command, by what its group says of devices: the name, because in this lab every router's
 * answers are its own.
 */
export function answers(document: RunDocument, command: string): ReadonlyMap<string, string> {
  const groups = document.groups?.filter((group) => group.command === command) ?? [];
  const outputs = new Map(groups.map(({ id, output }) => [id, output]));
  const wholeOf = ({ output, diff, diff_from = 0 }: (typeof groups)[number]): string => {
    const whole = output ?? applyPatch(outputs.get(diff_from) ?? '', diff ?? '');
    if (whole === false) throw new Error(`this diff does not fit its group:\n${diff}`);
    return whole;
  };
  return new Map(groups.map((group) => [group.devices, wholeOf(group)]));
}
