import { printable } from '../present/printable.ts';
import type { TextOutput } from './cli-parts.ts';

export function reportWarnings(stderr: TextOutput, warnings: readonly string[]): void {
  for (const warning of warnings) report(stderr, `warning: ${warning}`);
}

/** `rollcall: <message>` and, where there is something to do about it, `  hint: …` on a line of its own. */
export function report(stderr: TextOutput, message: string, hint?: string): void {
  const lines = [`rollcall: ${message}`, ...(hint === undefined ? [] : [`  hint: ${hint}`])];
  stderr.write(`${printable(lines.join('\n'))}\n`);
}
