import type { RunTextOptions } from '../present/run-text.ts';
import type { TextOutput } from './cli-parts.ts';

/** Headings are broken everywhere; messages on a terminal only, so that in a pipe each is one line to search. */
export function textWidth({ isTerminal, columns }: TextOutput): Omit<RunTextOptions, 'color'> {
  return { width: columns, messageWidth: isTerminal ? columns : undefined };
}
