import { parseDuration } from '../base/duration.ts';
import { RollcallError } from '../base/rollcall-error.ts';

/** `--since`: an instant, a date, or a duration before `now`; as an instant. */
export function readSince(text: string, now: number): string {
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const at = Date.parse(text);
    if (!Number.isNaN(at)) return new Date(at).toISOString();
    throw new RollcallError('bad_request', `--since: "${text}" is no instant`, {
      hint: 'write 2026-11-20T08:00:00Z, 2026-11-20 or a duration such as 2h',
    });
  }
  return new Date(now - parseDuration(text, '--since')).toISOString();
}
