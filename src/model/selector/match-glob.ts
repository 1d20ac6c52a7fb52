import { matchesPattern } from './match-pattern.ts';
import type { Pattern, PatternPart } from './selector.ts';

/**
 * Whether `glob` means the whole of `text`: `*` is any run of characters, `?` is exactly one, all else stands for
 * itself, as in the patterns of ssh_config(5) and of known_hosts. Its time is bounded by glob × text.
 */
export function matchesGlob(glob: string, text: string): boolean {
  return matchesPattern(toPattern(glob), text);
}

function toPattern(glob: string): Pattern {
  return (glob.match(/[*?]|[^*?]+/g) ?? []).map((piece): PatternPart => {
    if (piece === '*') return { kind: 'any' };
    return piece === '?' ? { kind: 'one' } : { kind: 'text', text: piece };
  });
}
