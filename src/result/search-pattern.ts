import { RollcallError } from '../base/rollcall-error.ts';
import { linePattern, maxMatchedChars } from './line-pattern.ts';

export interface SearchPattern {
  /** Looks at the first 10,000 characters. */
  test(line: string): boolean;
}

/** A pattern that lines are searched with, in linear time: RE2 syntax. Throws `bad_request` naming the argument it came in. */
export function searchPattern(pattern: string, argument: string): SearchPattern {
  const read = linePattern(pattern);
  if (read.ok) return { test: (line) => read.regex.test(line.slice(0, maxMatchedChars)) };
  throw new RollcallError('bad_request', `"${argument}" is no usable regular expression: ${read.why}`, {
    hint: read.hint,
  });
}
