import { foldNames } from '../model/selector/fold-names.ts';
import type { NamedFailures } from '../model/webhook-event.ts';

/** Receivers of webhooks expect a few kilobytes; names without any order fold badly. */
const maxSelectorChars = 8_000;

/** The devices that failed, for whoever is told of an end. */
export function namedFailures(failed: readonly string[]): NamedFailures {
  const selector = foldNames(failed);
  return {
    failed_devices: failed.length === 0 || selector.length > maxSelectorChars ? null : selector,
    failed_device_count: failed.length,
  };
}
