import type { Throttled } from '../model/event.ts';

export function throttledText({ reason, limit, max_limit }: Throttled): string {
  return `throttled to ${limit} jobs at once in place of ${max_limit}, over all runs: ${reason}`;
}
