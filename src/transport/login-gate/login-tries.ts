/** Devices that an unproven password may be sent to. */
const allowed = 2;
/** How long refusals are remembered, from the last one on. Account lockouts commonly end after 15 to 30 minutes. */
const rememberMs = 15 * 60_000;
/** A try without an end after this belongs to a process that died, and counts as refused. More than any login takes. */
const abandonedMs = 120_000;

/** One sending of a password that no device had accepted. */
export interface LoginTry {
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly refused: boolean;
}

export type TryVerdict =
  | { readonly kind: 'free' }
  /** Another process is trying it now. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly until: number };

/** Those that still count. A time in the future, from a clock set back, is not believed. */
export function remembered(tries: readonly LoginTry[], now: number): readonly LoginTry[] {
  const last = Math.max(...tries.map(({ at }) => at));
  return tries.length === 0 || now - last >= rememberMs || last > now + rememberMs ? [] : tries;
}

export function judgeTries(tries: readonly LoginTry[], now: number): TryVerdict {
  const counted = remembered(tries, now);
  if (counted.length < allowed) return { kind: 'free' };
  const refused = counted.filter((each) => each.refused || now - each.at >= abandonedMs);
  if (refused.length < allowed) return { kind: 'busy' };
  return { kind: 'refused', until: Math.max(...refused.map(({ at }) => at)) + rememberMs };
}
