import { RollcallError } from '../../base/rollcall-error.ts';
import { showValue } from '../../base/show-value.ts';
import type { NumberRange, Pattern, PatternPart } from './selector.ts';
import { selectorError } from './selector-error.ts';

/** Most names one selector may stand for. More is a slip of the keyboard: no inventory is near that size. */
export const maxMembers = 100_000;

/** Most digits of a bound: beyond 15 a number is no longer exact. */
export const maxDigits = 15;

const rangeHint = 'ranges look like [1-8], [01-10/3] or [1-6,8]';

/** Reads `[range,range…]` whose `[` stands at `open`. `end` is the index after the `]`. */
export function parseRanges(
  text: string,
  open: number,
): { readonly ranges: readonly NumberRange[]; readonly end: number } {
  const ranges: NumberRange[] = [];
  let at = open + 1;
  for (;;) {
    const low = digitsAt(text, at, 'a number');
    const from = at;
    at += low.length;
    let high = low;
    let step = 1;
    if (text[at] === '-') {
      high = digitsAt(text, at + 1, 'the upper bound');
      at += 1 + high.length;
      if (text[at] === '/') {
        const digits = digitsAt(text, at + 1, 'the step');
        step = Number(digits);
        if (step === 0) throw selectorError(text, at + 1, 'a step of at least 1', rangeHint);
        at += 1 + digits.length;
      }
    }
    const range = { low: Number(low), high: Number(high), step, width: low.length };
    if (range.high < range.low)
      throw selectorError(text, from, 'a low bound that is not above the high one', rangeHint);
    ranges.push(range);
    if (text[at] === ']') return { ranges, end: at + 1 };
    if (text[at] !== ',') throw selectorError(text, at, '"]", "," or a range', rangeHint);
    at += 1;
  }
}

function digitsAt(text: string, at: number, what: string): string {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end += 1;
  if (end === at) throw selectorError(text, at, what, rangeHint);
  if (end - at > maxDigits) throw selectorError(text, at, `at most ${maxDigits} digits`, rangeHint);
  return text.slice(at, end);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** How many names a pattern of texts and ranges stands for. */
export function memberCount(pattern: Pattern): number {
  return pattern.reduce((count, part) => count * (part.kind === 'range' ? rangeCount(part.ranges) : 1), 1);
}

function rangeCount(ranges: readonly NumberRange[]): number {
  return ranges.reduce((count, { low, high, step }) => count + Math.floor((high - low) / step) + 1, 0);
}

/** Characters of the longest name that a pattern stands for; `*` and `?` count as one. */
export function longestMember(pattern: Pattern): number {
  return pattern.reduce((length, part) => length + partLength(part), 0);
}

function partLength(part: PatternPart): number {
  if (part.kind === 'text') return part.text.length;
  if (part.kind !== 'range') return 1;
  return part.ranges.reduce((most, { high, width }) => Math.max(most, width, String(high).length), 0);
}

/** Throws `bad_selector` when the pattern stands for more than {@link maxMembers} names. */
export function checkMemberCount(pattern: Pattern, text: string): void {
  const count = memberCount(pattern);
  if (count <= maxMembers) return;
  throw new RollcallError('bad_selector', `${showValue(text)} stands for ${count} names, more than ${maxMembers}`, {
    hint: 'narrow the range, or use a group, a tag or a glob',
    phase: 'request',
  });
}

/** Every name of a pattern of texts and ranges, the rightmost range varying fastest. Globs stand for themselves. */
export function expandPattern(pattern: Pattern): readonly string[] {
  let names: readonly string[] = [''];
  for (const part of pattern) {
    const pieces = piecesOf(part);
    names = names.flatMap((name) => pieces.map((piece) => name + piece));
  }
  return names;
}

function piecesOf(part: PatternPart): readonly string[] {
  if (part.kind === 'text') return [part.text];
  if (part.kind !== 'range') return [part.kind === 'any' ? '*' : '?'];
  const pieces: string[] = [];
  for (const { low, high, step, width } of part.ranges) {
    for (let value = low; value <= high; value += step) pieces.push(String(value).padStart(width, '0'));
  }
  return pieces;
}

/**
 * The names a text with ranges stands for, in order and with repetitions: `edge-r[01-02].lon` → `edge-r01.lon`,
 * `edge-r02.lon`. Whatever is outside brackets stands for itself; a text without brackets is its own only member.
 * Throws `bad_selector` naming the column.
 */
export function expandRanges(text: string): readonly string[] {
  const parts: PatternPart[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('[', at);
    if (open !== at) parts.push({ kind: 'text', text: text.slice(at, open === -1 ? text.length : open) });
    if (open === -1) break;
    const { ranges, end } = parseRanges(text, open);
    parts.push({ kind: 'range', ranges });
    at = end;
  }
  checkMemberCount(parts, text);
  return expandPattern(parts);
}

/**
 * A name and a host with ranges, paired member by member: `r[1-2]` and `10.0.0.[1-2]`. Throws `bad_selector`
 * when the two stand for different numbers of members; without a host each name is its own host.
 */
export function expandPairwise(
  name: string,
  host: string = name,
): readonly { readonly name: string; readonly host: string }[] {
  const names = expandRanges(name);
  const hosts = expandRanges(host);
  if (names.length !== hosts.length) {
    throw new RollcallError(
      'bad_selector',
      `${showValue(name)} stands for ${names.length} names, ${showValue(host)} for ${hosts.length}`,
      {
        hint: 'name and host must have as many members as each other: they are paired in order',
        phase: 'request',
      },
    );
  }
  return names.map((each, index) => ({ name: each, host: hosts[index] ?? each }));
}
