import type { RollcallError } from '../base/rollcall-error.ts';

/** Claude Code cuts an error's text at about 11,000 characters. */
export const maxErrorChars = 10_000;

/** A refused request as the text of an MCP `isError` result: code, what happened, what to do next. */
export function errorText(error: RollcallError): string {
  const next = error.hint === undefined ? '' : `\nWhat to do next: ${error.hint}`;
  const room = maxErrorChars - Math.min(next.length, maxErrorChars / 2);
  return `${`${error.code}: ${error.message}`.slice(0, room)}${next.slice(0, maxErrorChars / 2)}`;
}
