import { RollcallError } from '../base/rollcall-error.ts';
import type { PruneLimits } from '../model/prune.ts';
import type { Settings } from '../model/settings.ts';

const dayMs = 86_400_000;

const ageUnits: Readonly<Record<string, number>> = { h: 3_600_000, d: dayMs, w: 7 * dayMs };

const sizeUnits: Readonly<Record<string, number>> = {
  ...{ '': 1, B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  ...{ KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824, TiB: 1_099_511_627_776 },
};

/** What `prune` was asked for: the flags alone where there are any, else the settings. */
export function readPruneLimits(
  { olderThan, maxSize }: { readonly olderThan?: string; readonly maxSize?: string },
  settings: Pick<Settings, 'history_days' | 'history_bytes'>,
): PruneLimits {
  if (olderThan === undefined && maxSize === undefined) return settingLimits(settings);
  return {
    olderThanMs: olderThan === undefined ? null : ageOf(olderThan),
    maxBytes: maxSize === undefined ? null : sizeOf(maxSize),
  };
}

function settingLimits({ history_days, history_bytes }: Pick<Settings, 'history_days' | 'history_bytes'>): PruneLimits {
  return { olderThanMs: history_days === null ? null : history_days * dayMs, maxBytes: history_bytes };
}

function ageOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([hdw])$/.exec(text.trim()) ?? [];
  const ms = Number(count) * (ageUnits[unit] ?? Number.NaN);
  if (ms >= 3_600_000) return ms;
  throw new RollcallError('bad_request', `--older-than: "${text}" is no age`, {
    hint: 'write 12h, 30d or 8w; at least 1h',
  });
}

function sizeOf(text: string): number {
  const [, count = '', unit = '?'] = /^(\d{1,15}(?:\.\d{1,3})?) ?([A-Za-z]*)$/.exec(text.trim()) ?? [];
  const bytes = count === '' ? Number.NaN : Math.floor(Number(count) * (sizeUnits[unit] ?? Number.NaN));
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new RollcallError('bad_request', `--max-size: "${text}" is no size`, {
    hint: 'write 500MiB, 1.5GiB, 2GB or a number of bytes',
  });
}
