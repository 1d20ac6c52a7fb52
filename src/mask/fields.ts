import type { Spans } from './spans.ts';
import type { Token } from './token.ts';

/** Masks by the names of JSON keys, XML elements and XML attributes. */
export type FieldNames = ReadonlyMap<string, Token>;

// Each begins at a quote, a blank or a `<` and ends at or before the next but one: linear on whatever comes.
const jsonPair = /"([\w:.-]{1,100})"\s{0,100}:\s{0,100}(?:"((?:[^"\\]|\\.)*)"|(-?\d[\d.eE+-]*))/dg;
const xmlElement = /<([\w:.-]{1,100})(?:\s[^<>]*)?>([^<>]+)</dg;
const xmlAttribute = /\s([\w:.-]{1,100})="([^"]*)"/dg;

/** `"key" : [` and the `{` that may follow: what Junos wraps values in before 16 and by default. */
const opensList = /"([\w:.-]{1,100})"\s{0,100}:\s{0,100}\[[\s{]*$/;

/** Adds the values of fields in a line of JSON. `pending` is the mask of the key whose `"data"` comes. */
export function findJsonFields(line: string, names: FieldNames, pending: Token | null, found: Spans): void {
  for (const { indices, 1: key } of line.matchAll(jsonPair)) {
    const name = key === 'data' ? pending : names.get(key ?? '');
    const place = indices?.[2] ?? indices?.[3];
    if (name !== undefined && name !== null && place !== undefined) add(name, place, found);
  }
}

/** The mask of the key whose `"data"` comes behind this line. */
export function pendingBehind(line: string, names: FieldNames, pending: Token | null): Token | null {
  const key = opensList.exec(line)?.[1];
  if (key !== undefined) return names.get(key) ?? null;
  return line.trimStart().startsWith(']') ? null : pending;
}

/** Adds the values of elements and attributes in a line of XML. */
export function findXmlFields(line: string, names: FieldNames, found: Spans): void {
  for (const pattern of [xmlElement, xmlAttribute]) {
    for (const { indices, 1: key } of line.matchAll(pattern)) {
      const name = names.get(key ?? '');
      const place = indices?.[2];
      if (name !== undefined && place !== undefined) add(name, place, found);
    }
  }
}

function add(token: Token, [start, end]: readonly [number, number], found: Spans): void {
  found.add(start, end, token);
}
