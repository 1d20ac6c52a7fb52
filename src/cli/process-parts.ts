import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../base/clock.ts';
import type { ProcessParts, TextOutput } from './cli-parts.ts';
import { nodeFiles } from './node-files.ts';
import { startChild } from './start-child.ts';

const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The running process as the command line sees it. */
export function processParts(): ProcessParts {
  const mainPath = fileURLToPath(new URL('../main.js', import.meta.url));
  return {
    version: ownVersion(),
    nodeVersion: process.versions.node,
    nodePath: process.execPath,
    mainPath,
    env: process.env,
    stdout: streamOutput(process.stdout),
    stderr: streamOutput(process.stderr),
    // Taken only when read: touching process.stdin opens it.
    stdin: { [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator]() },
    clock: systemClock,
    files: nodeFiles,
    onInterrupt(listener) {
      for (const name of interrupts) process.on(name, listener);
      return () => {
        for (const name of interrupts) process.off(name, listener);
      };
    },
    exitNow: (status) => process.exit(status),
    startSelf: (args) => startChild(process.execPath, [mainPath, ...args], systemClock),
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

/** One of the process's two output streams; a reader that is gone (EPIPE) is no error. */
export function streamOutput(stream: OutputStream): TextOutput {
  const listeners = new Set<() => void>();
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (gone) return;
    if (error.code !== 'EPIPE') throw error;
    gone = true;
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
