import { RollcallError } from '../base/rollcall-error.ts';
import type { LineMask } from '../model/mask-rules.ts';
import type { Spans } from './spans.ts';
import { Token } from './token.ts';
import { withValueForms } from './value-forms.ts';

export interface LinePattern {
  readonly token: Token;
  readonly near: readonly string[];
  readonly regex: RegExp;
  /** The same that also tells where its groups are, which takes half as long again. */
  readonly exact: RegExp;
  /** Whether groups may be looked for in what `regex` matched: none is in a lookahead or lookbehind. */
  readonly isInside: boolean;
}

export function linePattern(rule: LineMask): LinePattern {
  return {
    token: new Token(rule.name),
    near: rule.near ?? [],
    regex: compilePattern(rule.name, rule.pattern, 'g'),
    exact: compilePattern(rule.name, rule.pattern, 'dg'),
    isInside: !looksForGroups(rule.pattern),
  };
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

/** Whether a group stands in a lookahead or lookbehind. */
function looksForGroups(pattern: string): boolean {
  // Escapes and classes hold no groups; of the rest, the brackets tell.
  const brackets = pattern.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]/gs, '').match(/\((?:\?(?:<?[=!]|:|<))?|\)/g) ?? [];
  const isLook: boolean[] = [];
  for (const bracket of brackets) {
    if (bracket === ')') isLook.pop();
    else if (bracket === '(?:') isLook.push(false);
    else if (/[=!]$/.test(bracket)) isLook.push(true);
    else if (isLook.includes(true)) return true;
    else isLook.push(false);
  }
  return false;
}

/** Adds what the patterns find in a line. */
export function findPatterns(line: string, patterns: readonly LinePattern[], found: Spans): void {
  for (const pattern of patterns) {
    const { regex } = pattern;
    regex.lastIndex = 0;
    for (let match = regex.exec(line); match !== null; match = regex.exec(line)) {
      if (!addGroups(match, pattern, found)) addExactly(line, match.index, pattern, found);
      if (match[0] === '') regex.lastIndex += 1;
    }
  }
}

/**
 * Adds the groups that took part, or the whole match where the pattern has none. Adds nothing and is false where the match
 * alone does not tell their places.
 */
function addGroups(match: RegExpExecArray, { token, isInside }: LinePattern, found: Spans): boolean {
  const [whole] = match;
  const { index, length } = match;
  if (length === 1) {
    found.add(index, index + whole.length, token);
    return true;
  }
  if (!isInside) return false;
  const before = found.count;
  for (let group = 1; group < length; group += 1) {
    const text = match[group];
    if (text === undefined || text === '') continue;
    const at = whole.indexOf(text);
    if (whole.indexOf(text, at + 1) !== -1) {
      found.count = before;
      return false;
    }
    found.add(index + at, index + at + text.length, token);
  }
  return true;
}

function addExactly(line: string, index: number, { token, exact }: LinePattern, found: Spans): void {
  exact.lastIndex = index;
  const [, ...groups]: readonly (readonly [number, number] | undefined)[] = exact.exec(line)?.indices ?? [];
  for (const place of groups) if (place !== undefined) found.add(place[0], place[1], token);
}
