import type { TableOptions } from '../present/text-table.ts';
import type { TextOutput } from './cli-parts.ts';

/** A table is cut to a terminal, never in a pipe. */
export function tableWidth(stdout: TextOutput): TableOptions {
  return stdout.isTerminal ? { width: stdout.columns } : {};
}
