import { RE2JS, RE2JSSyntaxException } from 're2js';

const maxPatternChars = 1_000;

/** Instructions of a compiled pattern: about what 1,000 characters, or repetitions such as `x{1000}`, come to. */
const maxPatternSize = 1_100;

/** Of a line, so much is matched: with the largest pattern that takes half a second. */
export const maxMatchedChars = 10_000;

export type LinePattern =
  | { readonly ok: true; readonly regex: RE2JS }
  | { readonly ok: false; readonly why: string; readonly hint: string };

/** A pattern from outside, for single lines: RE2 syntax, which takes linear time, and of bounded size. */
export function linePattern(pattern: string): LinePattern {
  if (pattern.length > maxPatternChars) return unusable(`it is longer than ${maxPatternChars} characters`);
  try {
    const regex = RE2JS.compile(pattern);
    if (regex.programSize() <= maxPatternSize) return { ok: true, regex };
  } catch (thrown) {
    if (thrown instanceof RE2JSSyntaxException) return unusable(thrown.message);
    throw thrown;
  }
  return unusable('its repeat counts come to too much', 'use * or + in place of large repeat counts');
}

/** Why a pattern cannot be used, in words; null where it can. `groups`: how many it needs, undefined for any number. */
export function patternComplaint(pattern: string, groups: number | undefined): string | null {
  const read = linePattern(pattern);
  if (!read.ok) return `no usable regular expression: ${read.why}`;
  const found = read.regex.groupCount();
  if (groups === undefined || found === groups) return null;
  return `expected ${groups} group in parentheses around the number, found ${found}`;
}

const syntaxHint = 'use RE2 syntax: no look-around, no back-references; escape special characters with a backslash';

function unusable(why: string, hint = syntaxHint): LinePattern {
  return { ok: false, why, hint };
}
