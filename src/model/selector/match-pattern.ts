import { maxDigits } from './expand-range.ts';
import type { NumberRange, Pattern, PatternPart } from './selector.ts';

/**
 * Whether the whole of `text` fits the pattern. Follows every possible position at once, so its time is bounded
 * by pattern × text however many `*` there are.
 */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  let positions = new Set([0]);
  for (const part of pattern) {
    positions = step(part, text, positions);
    if (positions.size === 0) return false;
  }
  return positions.has(text.length);
}

function step(part: PatternPart, text: string, from: ReadonlySet<number>): Set<number> {
  const to = new Set<number>();
  if (part.kind === 'any') {
    for (let at = Math.min(...from); at <= text.length; at += 1) to.add(at);
    return to;
  }
  for (const at of from) {
    if (part.kind === 'text') {
      if (text.startsWith(part.text, at)) to.add(at + part.text.length);
    } else if (part.kind === 'one') {
      if (at < text.length) to.add(at + 1);
    } else {
      for (const end of numberEnds(text, at)) {
        if (part.ranges.some((range) => inRange(range, text.slice(at, end)))) to.add(end);
      }
    }
  }
  return to;
}

function numberEnds(text: string, at: number): readonly number[] {
  const digits = /^\d+/.exec(text.slice(at, at + maxDigits))?.[0].length ?? 0;
  return Array.from({ length: digits }, (_, index) => at + index + 1);
}

function inRange({ low, high, step: by, width }: NumberRange, digits: string): boolean {
  const value = Number(digits);
  if (value < low || value > high || (value - low) % by !== 0) return false;
  return String(value).padStart(width, '0') === digits;
}
