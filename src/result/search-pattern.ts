import { RE2JS, RE2JSSyntaxException } from 're2js';
import { RollcallError } from '../base/rollcall-error.ts';

const maxPatternChars = 1_000;

/** Instructions of a compiled pattern: about what 1,000 characters, or repetitions such as `x{1000}`, come to. */
const maxPatternSize = 1_100;

/** Of a line, so much is matched: with the largest pattern that takes half a second. */
const maxMatchedChars = 10_000;

export interface SearchPattern {
  /** Looks at the first 10,000 characters. */
  test(line: string): boolean;
}

/** A pattern that lines are searched with, in linear time: RE2 syntax. Throws `bad_request` naming the argument it came in. */
export function searchPattern(pattern: string, argument: string): SearchPattern {
  const regex = compile(pattern, argument);
  return { test: (line) => regex.test(line.slice(0, maxMatchedChars)) };
}

function compile(pattern: string, argument: string): RE2JS {
  if (pattern.length > maxPatternChars) {
    throw badPattern(argument, `it is longer than ${maxPatternChars} characters`);
  }
  try {
    const regex = RE2JS.compile(pattern);
    if (regex.programSize() <= maxPatternSize) return regex;
  } catch (thrown) {
    if (thrown instanceof RE2JSSyntaxException) throw badPattern(argument, thrown.message);
    throw thrown;
  }
  throw badPattern(argument, 'its repeat counts come to too much', 'use * or + in place of large repeat counts');
}

const syntaxHint = 'use RE2 syntax: no look-around, no back-references; escape special characters with a backslash';

function badPattern(argument: string, why: string, hint = syntaxHint): RollcallError {
  return new RollcallError('bad_request', `"${argument}" is no usable regular expression: ${why}`, { hint });
}
