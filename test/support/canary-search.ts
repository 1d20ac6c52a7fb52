import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Ended } from './built-command.ts';

/** A text that was written, and where. */
export type Written = readonly [where: string, text: string];

/** A secret as it is, and as the middle of longer text in base64 (three alignments) or in hex. */
export function formsOf(secret: string): readonly string[] {
  const inBase64 = [0, 1, 2].map((shift) =>
    Buffer.from('x'.repeat(shift) + secret)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [secret, Buffer.from(secret).toString('hex'), ...inBase64];
}

/** Which secrets stand where, in any form. */
export function leaksOf(secrets: Readonly<Record<string, string>>, written: readonly Written[]): readonly string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    written
      .filter(([, text]) => formsOf(secret).some((form) => text.includes(form)))
      .map(([where]) => `${name} in ${where}`),
  );
}

/** What a command wrote to its two streams. */
export function streamsOf(what: string, { stdout, stderr }: Ended): readonly Written[] {
  return [
    [`stdout of ${what}`, stdout],
    [`stderr of ${what}`, stderr],
  ];
}

/** Every file under a folder with its text. */
export function filesUnder(folder: string): readonly Written[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesUnder(path);
    return [[path, readFileSync(path, 'utf8')] as const];
  });
}

/** The command line of a process as others on the machine see it. */
export function titleOf(pid: number): string {
  const seen = `/proc/${pid}/cmdline`;
  return existsSync(seen)
    ? readFileSync(seen, 'utf8')
    : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
}
