import { z } from 'zod';
import { PlainScalar } from '../base/yaml-file.ts';

/*
 * Building blocks of the inventory's schemas. The message of every issue is what was expected ("a whole number from
 * 1 to 65535"), and tree-reader.ts adds the place and what was found; a `custom` issue is a whole sentence.
 */

const asText = (value: unknown): unknown => (value instanceof PlainScalar ? value.text : value);
const asValue = (value: unknown): unknown => (value instanceof PlainScalar ? value.value : value);

/** Text as it was written: `010` and `true` stay what they look like. */
export function text(expected: string, pattern: RegExp = /^[^\p{C}]+$/u) {
  return z.preprocess(asText, z.string(expected).regex(pattern, expected));
}

export const userNameExpected = 'a user name without blanks around it';

/** Without blanks around it: what the guard and the device take the name for must be the same. */
export function userName() {
  return text(userNameExpected, userNamePattern);
}

export const userNamePattern = /^[^\p{C}\s](?:[^\p{C}]*[^\p{C}\s])?$/u;

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.preprocess(asText, z.enum(values, `one of ${values.join(', ')}`));
}

export function trueOrFalse() {
  return z.preprocess(asValue, z.boolean('true or false'));
}

export function wholeNumber(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z.preprocess(asValue, z.int(expected).min(min, expected).max(max, expected));
}

/** A duration as on the wire: seconds, fractions allowed, more than 0 and at most one day. */
export function seconds() {
  const expected = 'seconds: a number more than 0 and at most 86400';
  return z.preprocess(asValue, z.number(expected).gt(0, expected).max(86_400, expected));
}

/** A rate, fractions allowed: from one in 100 s to a thousand a second. */
export function perSecond() {
  const expected = 'a number a second from 0.01 to 1000';
  return z.preprocess(asValue, z.number(expected).min(0.01, expected).max(1_000, expected));
}

/** A key of the contract that a later version will understand: an error, never ignored. */
export const notYetSupported = z
  .custom<undefined>((value) => value === undefined, 'not yet supported by this version')
  .optional();

/** A map with these keys and no other; an empty one may be left blank. */
export function shape<T extends z.ZodRawShape>(fields: T) {
  const supported = Object.keys(fields).filter((key) => fields[key] !== notYetSupported);
  const keys = supported.join(', ');
  return z.preprocess(
    (value) => {
      if (value === null) return {};
      return value instanceof Map ? Object.fromEntries(value) : asValue(value);
    },
    z.strictObject(fields, { error: ({ code }) => (code === 'unrecognized_keys' ? keys : 'a map') }),
  );
}

/** The schema that `pick` chooses by looking at the value; unlike a union it gives the issues of that one only. */
export function choose<T>(pick: (value: unknown) => z.ZodType<T>) {
  return z.unknown().transform((value, context): T => {
    const parsed = pick(value).safeParse(value);
    if (parsed.success) return parsed.data;
    // The types of finished and raw issues do not meet, but at run time a finished one is a raw one with a message.
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
}
