import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { changes } from './change-fields.ts';

/** A value in the answers to some commands, and what it is changed to. */
export interface Field {
  readonly field: string;
  readonly of: RegExp;
  /** Its groups are the values. */
  readonly find: RegExp;
  readonly change: (value: string) => string;
}

export interface FieldTable {
  readonly fields: readonly Field[];
  /** Answers in which there is nothing to change, and why. */
  readonly nothing: readonly { readonly of: RegExp; readonly reason: string }[];
}

const pattern = z.string().transform((text) => new RegExp(text, 'm'));

const tableSchema = z.strictObject({
  fields: z.array(
    z.strictObject({
      field: z.string(),
      of: pattern,
      find: pattern.optional(),
      json: z.string().optional(),
      xml: z.string().optional(),
      change: z.enum(['number', 'duration', 'moment', 'errors', 'digits', 'longer']).optional(),
      to: z.string().optional(),
    }),
  ),
  nothing: z.array(z.strictObject({ of: pattern, reason: z.string() })),
});

/** A table beside this file. */
export function readFields(name: string): FieldTable {
  const table = tableSchema.parse(parse(readFileSync(new URL(name, import.meta.url), 'utf8')));
  return {
    nothing: table.nothing,
    fields: table.fields.map(({ field, of, find, json, xml, change, to }) => ({
      field,
      of,
      find: find ?? (json === undefined ? element(xml ?? '') : wrapped(json)),
      change: to === undefined ? changes[change ?? 'number'] : () => to,
    })),
  };
}

/** JSON of Junos: the value is the `data` in a list of one. */
const wrapped = (keys: string): RegExp => new RegExp(String.raw`"(?:${keys})" : \[\s*\{\s*"data" : "([^"]+)"`, 'm');

const element = (names: string): RegExp => new RegExp(String.raw`<(?:${names})(?:\s[^>]*)?>([^<]+)<`, 'm');
