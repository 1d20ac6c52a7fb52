import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunDocument, runDocumentSchema } from '../../src/model/run-document.ts';

export const builtMain = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The whole environment of a command that must not see this machine's own settings, inventory and history. */
export function ownEnvironment(home: string): Record<string, string> {
  const { PATH = '' } = process.env;
  return { PATH, HOME: home, ROLLCALL_HOME: join(home, 'state') };
}

/** Runs the built `rollcall` to its end, with everything that it keeps in `home`. */
export function rollcall(home: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [builtMain, ...args], {
    env: { ...ownEnvironment(home), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
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
  return new Map(groups.map((group) => [group.devices, group.output]));
}
