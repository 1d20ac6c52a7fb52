import { RollcallError } from '../base/rollcall-error.ts';
import type { LineMask } from '../model/mask-rules.ts';
import type { Span } from './span.ts';
import { withValueForms } from './value-forms.ts';

export interface LinePattern {
  readonly name: string;
  readonly near: readonly string[];
  readonly regex: RegExp;
}

export function linePattern(rule: LineMask): LinePattern {
  return { name: rule.name, near: rule.near ?? [], regex: compilePattern(rule.name, rule.pattern, 'dg') };
}

/** Throws `bad_settings` that names the mask. */
export function compilePattern(name: string, pattern: string, flags: string): RegExp {
  try {
    return new RegExp(withValueForms(pattern), flags);
  } catch (thrown) {
    throw new RollcallError('bad_settings', `mask "${name}": ${thrown instanceof Error ? thrown.message : pattern}`, {
      hint: 'correct it in config/masks; docs/masks.md explains patterns',
      phase: 'request',
    });
  }
}

type Place = readonly [start: number, end: number];

/** Adds what the patterns find in a line. */
export function findPatterns(line: string, patterns: readonly LinePattern[], found: Span[]): void {
  for (const { name, regex } of patterns) {
    regex.lastIndex = 0;
    for (let match = regex.exec(line); match !== null; match = regex.exec(line)) {
      for (const [start, end] of spansOf(match)) {
        if (end > start) found.push({ start, end, name });
      }
      if (match[0] === '') regex.lastIndex += 1;
    }
  }
}

/** The groups that took part, or the whole match where the pattern has none. */
function spansOf({ indices }: RegExpExecArray): readonly Place[] {
  const [whole, ...groups]: readonly (Place | undefined)[] = indices ?? [];
  if (groups.length > 0) return groups.filter((place) => place !== undefined);
  return whole === undefined ? [] : [whole];
}
