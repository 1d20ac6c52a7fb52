import { RollcallError } from '../base/rollcall-error.ts';
import type { RunView } from '../result/run-view.ts';
import type { CheckedRequest } from './parse-request.ts';
import type { StartOptions } from './rollcall.ts';

/** What of a run need not be asked again. */
export interface ReuseTerms {
  /** Answers of reading commands up to this age stand for new ones; null: none does. */
  readonly maxAgeMs: number | null;
  /** The run that is gone on with: what it has stays, however old. */
  readonly resumed: { readonly view: RunView; readonly origins: readonly (string | null)[] } | null;
  readonly mayReuse: (devices: readonly string[]) => boolean;
}

/** Null where everything is asked. */
export function reuseTerms(
  { maxAgeMs }: CheckedRequest,
  { mayReuse = () => true }: StartOptions,
  resumed: ReuseTerms['resumed'],
): ReuseTerms | null {
  return maxAgeMs === null && resumed === null ? null : { maxAgeMs, resumed, mayReuse };
}

/** Throws `bad_request` where secrets cannot be shown: they are kept nowhere, so that an earlier answer has none. */
export function checkReveal({ maxAgeMs }: CheckedRequest, { caller, resume }: StartOptions): void {
  if (caller.surface !== 'cli') {
    throw new RollcallError('bad_request', 'secrets in answers are shown by rollcall run at its terminal only', {
      hint: 'ask without them',
    });
  }
  if (maxAgeMs === null && resume === undefined) return;
  throw new RollcallError('bad_request', 'secrets are kept nowhere, so earlier answers cannot show them', {
    hint: 'leave out --max-age and --resume, or --show-secrets',
  });
}
