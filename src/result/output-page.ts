import type { RE2JS } from 're2js';
import { type Clock, systemClock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { linePattern, maxMatchedChars } from './line-pattern.ts';
import { type OutputLine, outputLines } from './output-lines.ts';

/** 500 lines: a screenful for a model, far under the size of an answer. */
const defaultLimit = 500;

/** Matching stops whoever else waits for this process. A plain pattern is through 10 MB long before. */
const maxMatchMs = 1_000;

export interface PageRequest {
  /** Lines to skip from the beginning. Default 0. */
  readonly offset?: number | undefined;
  /** Lines of a page at most. Default 500, or all that `tail` asks for. */
  readonly limit?: number | undefined;
  /**
   * Only lines that match; RE2 syntax (linear time, so no look-around and no back-references). Of each line the first
   * 10,000 characters are looked at.
   */
  readonly grep?: string | undefined;
  /** Only the last so many lines (of those that match). Not together with `offset`. */
  readonly tail?: number | undefined;
  /** Size of the page's text as JSON at most, but always one line. */
  readonly maxChars: number;
}

/**
 * Lines count from 1, and a line over 1,000 characters counts as several, so that it can be paged as well.
 * The pages without `grep`, joined, are the output.
 */
export interface OutputPage {
  /** With `grep`, each line has its number in front, as in `grep -n`. */
  readonly text: string;
  /** 0 where the page is empty. */
  readonly from_line: number;
  readonly to_line: number;
  readonly total_lines: number;
  /** Set with `grep`: lines of the whole output that match. */
  readonly matched_lines?: number;
  /** `offset` of the next page; null when this was the last. */
  readonly next_offset: number | null;
}

/**
 * Throws `bad_request` for `tail` with `offset`, and for a pattern that is no regular expression, too large, or not
 * through the text within 1 s.
 */
export function pageOutput(text: string, request: PageRequest, clock: Clock = systemClock): OutputPage {
  const { offset = 0, grep, tail, maxChars } = request;
  if (tail !== undefined && offset > 0) {
    throw new RollcallError('bad_request', '"tail" and "offset" exclude each other', {
      hint: 'give "tail" for the end of the output, "offset" for a place in it',
    });
  }
  const lines = outputLines(text);
  const shown = grep === undefined ? allOf(lines) : matching(lines, grep, clock);
  const wanted = tail === undefined ? shown.filter(({ index }) => index >= offset) : lastOf(shown, tail);
  const page = firstThatFit(wanted, Math.max(1, request.limit ?? tail ?? defaultLimit), maxChars);
  const next = wanted[page.length];
  return {
    text: page.map((line) => line.text).join(''),
    from_line: lineNumber(page[0]),
    to_line: lineNumber(page.at(-1)),
    total_lines: lines.length,
    ...(grep !== undefined && { matched_lines: shown.length }),
    next_offset: next?.index ?? null,
  };
}

interface NumberedLine {
  /** From 0. */
  readonly index: number;
  readonly text: string;
}

function lineNumber(line: NumberedLine | undefined): number {
  return line === undefined ? 0 : line.index + 1;
}

function allOf(lines: readonly OutputLine[]): readonly NumberedLine[] {
  return lines.map(({ text }, index) => ({ index, text }));
}

function lastOf(lines: readonly NumberedLine[], count: number): readonly NumberedLine[] {
  return count <= 0 ? [] : lines.slice(-count);
}

/** A whole line is matched, without its end, up to `maxMatchedChars`; when it matches, all its pieces do. */
function matching(lines: readonly OutputLine[], pattern: string, clock: Clock): readonly NumberedLine[] {
  const regex = compile(pattern);
  const endTime = clock.now() + maxMatchMs;
  const found: NumberedLine[] = [];
  for (let index = 0; index < lines.length; ) {
    if (clock.now() > endTime) throw tooSlow(index, lines.length);
    let end = index + 1;
    while (lines[end]?.line === lines[index]?.line) end += 1;
    const pieces = lines.slice(index, end);
    const whole = pieces.map(({ text }) => text).join('');
    if (regex.test(whole.replace(/\r?\n$/, '').slice(0, maxMatchedChars))) {
      pieces.forEach((piece, place) => {
        const number = index + place + 1;
        found.push({ index: number - 1, text: `${number}:${piece.text.replace(/\r?\n$/, '')}\n` });
      });
    }
    index = end;
  }
  return found;
}

function compile(pattern: string): RE2JS {
  const read = linePattern(pattern);
  if (read.ok) return read.regex;
  throw new RollcallError('bad_request', `"grep" is no usable regular expression: ${read.why}`, { hint: read.hint });
}

function tooSlow(done: number, total: number): RollcallError {
  const text = `"grep" was stopped after ${maxMatchMs / 1_000} s, at line ${done} of ${total}`;
  return new RollcallError('bad_request', text, {
    hint: 'use a simpler pattern (plain text is the quickest), or read the output by pages with "offset" and "limit"',
  });
}

function firstThatFit(lines: readonly NumberedLine[], limit: number, maxChars: number): readonly NumberedLine[] {
  let size = 0;
  let count = 0;
  for (const { text } of lines) {
    size += JSON.stringify(text).length - 2;
    if (count >= limit || (count > 0 && size > maxChars)) break;
    count += 1;
  }
  return lines.slice(0, count);
}
