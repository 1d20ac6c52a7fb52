import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../base/clock.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import type { ProcessParts, TextOutput } from './cli-parts.ts';
import { nodeFiles } from './node-files.ts';
import { personAtTerminal } from './person-at-terminal.ts';
import { report } from './report.ts';
import { startChild } from './start-child.ts';
import { startDetached } from './start-detached.ts';
import { startShell } from './start-shell.ts';

const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The running process as the command line sees it. */
export function processParts(): ProcessParts {
  const mainPath = fileURLToPath(new URL('../main.js', import.meta.url));
  const stderr = streamOutput(process.stderr);
  const stdout = streamOutput(process.stdout, (error) => {
    report(stderr, `standard output cannot be written: ${systemErrorText(error)}`);
    // At the very end: however the command ends, what it said did not arrive.
    process.on('exit', () => {
      process.exitCode = 1;
    });
  });
  return {
    version: ownVersion(),
    nodeVersion: process.versions.node,
    nodePath: process.execPath,
    mainPath,
    env: process.env,
    stdout,
    stderr,
    // Taken only when read: touching process.stdin opens it.
    stdin: { [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator]() },
    // Touching process.stdin opens it, and few commands ask anyone anything.
    get person() {
      return personAtTerminal();
    },
    clock: systemClock,
    files: nodeFiles,
    readAsset: (path) => readFile(new URL(`../../assets/${path}`, import.meta.url), 'utf8'),
    onInterrupt(listener) {
      for (const name of interrupts) process.on(name, listener);
      return () => {
        for (const name of interrupts) process.off(name, listener);
      };
    },
    exitNow: (status) => process.exit(status),
    startDetached: (args, signal) => startDetached(process.execPath, [mainPath, ...args], signal),
    startSelf: (args) => startChild(process.execPath, [mainPath, ...args], systemClock),
    runShell: (line, options) => startShell(line, options, systemClock, process.stderr.fd),
  };
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  return 'unknown';
}

/** The part of a `tty.WriteStream` or pipe that is used. */
interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * One of the process's two output streams. With its first error it takes no more, and whoever reads it counts as gone.
 * `onFailure` hears of an error other than EPIPE, which is no failure.
 */
export function streamOutput(stream: OutputStream, onFailure: (error: Error) => void = () => {}): TextOutput {
  const listeners = new Set<() => void>();
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (gone) return;
    gone = true;
    if (error.code !== 'EPIPE') onFailure(error);
    for (const listener of listeners) listener();
    listeners.clear();
  });
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns || 80;
    },
    write(text) {
      if (!gone && text !== '') stream.write(text);
    },
    onReaderGone(listener) {
      if (gone) listener();
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
