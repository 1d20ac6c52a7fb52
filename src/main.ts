#!/usr/bin/env node
import { tooOldMessage } from './cli/node-version.ts';

async function main(): Promise<void> {
  const tooOld = tooOldMessage(process.versions.node);
  if (tooOld !== null) {
    process.stderr.write(`${tooOld}\n`);
    process.exitCode = 2;
    return;
  }
  // Only now: an older Node.js would answer the syntax of the rest with a stack trace.
  const [{ processParts }, { composeRooms }, { runCli }] = await Promise.all([
    import('./cli/process-parts.ts'),
    import('./compose.ts'),
    import('./cli/run-cli.ts'),
  ]);
  const own = processParts();
  // The exit status is set, not forced: a handle left open shows as a process that does not end.
  process.exitCode = await runCli(process.argv.slice(2), { ...own, ...composeRooms(own) });
}

void main();
