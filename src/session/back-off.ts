/** Longer than a lost packet takes to be sent again (1 s, RFC 6298), and than a device needs to forget a closed session. */
const baseMs = 2_000;

/** Doubling: a device that is not back by then needs more time, not more questions. */
const factor = 2;

/** As long as a command may usually take; five retries then stay within about a minute and a half. */
const capMs = 30_000;

/**
 * How long to wait before a retry, the first being 1: between half of the step and the whole of it, at random (0 to 1), so
 * that devices which were lost together are not dialled together again.
 */
export function backOffMs(retry: number, random: number): number {
  const stepMs = Math.min(capMs, baseMs * factor ** (retry - 1));
  return Math.round((stepMs / 2) * (1 + random));
}
