/** Epoch milliseconds as the wire's instant: ISO 8601, UTC, milliseconds. */
export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
