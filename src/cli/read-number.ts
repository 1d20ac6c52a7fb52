import { RollcallError } from '../base/rollcall-error.ts';

export interface NumberBounds {
  readonly min: number;
  readonly max: number;
}

/** A whole number from the command line; throws `bad_request` that names the flag and the bounds. */
export function readWhole(text: string, what: string, { min, max }: NumberBounds): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new RollcallError('bad_request', `${what}: "${text}" is no whole number from ${min} to ${max}`, {
    hint: `for example ${what} ${Math.max(min, Math.min(max, 50))}`,
  });
}
