import { pino } from 'pino';
import type { Logger } from './base/logger.ts';
import { RollcallError } from './base/rollcall-error.ts';
import type { Settings } from './model/settings.ts';

export interface LoggerOptions {
  readonly level: Settings['log_level'];
  /** `json`: pino's lines, for machines. `text`: one plain line each, for people. */
  readonly format: Settings['log_format'];
  readonly write: (text: string) => void;
}

/** The product's logger. It writes to stderr only: stdout is for results and MCP frames. */
export function pinoLogger({ level, format, write }: LoggerOptions): Logger {
  const destination = { write: format === 'json' ? write : (line: string) => write(plainLine(line)) };
  return pino({ name: 'rollcall', level, base: null, serializers: { err: describeError } }, destination);
}

/** An error without its surroundings: a foreign error object may carry options, and options may carry credentials. */
function describeError(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const described: Record<string, unknown> = { type: thrown.name, message: thrown.message, stack: thrown.stack };
  if (thrown instanceof RollcallError) described.code = thrown.code;
  if (thrown.cause !== undefined) described.cause = describeError(thrown.cause);
  return described;
}

function plainLine(json: string): string {
  const { level, msg, time: _time, name: _name, err, ...fields }: Record<string, unknown> = JSON.parse(json);
  const label = pino.levels.labels[Number(level)] ?? 'log';
  const more = Object.entries(fields).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  const cause = isDescribed(err) ? `: ${err.message}` : '';
  return `rollcall: ${label}: ${String(msg)}${cause}${more.join('')}\n`;
}

const isDescribed = (value: unknown): value is { message: string } =>
  typeof value === 'object' && value !== null && 'message' in value;
