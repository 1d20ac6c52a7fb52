import { checkMemberCount, longestMember, parseRanges } from './expand-range.ts';
import type { Pattern, PatternPart, Selector, SetOperator, Term } from './selector.ts';
import { maxNameChars, setOperators } from './selector.ts';
import { selectorError } from './selector-error.ts';

/** Deeper nesting than anyone writes by hand; keeps a hostile text from exhausting the stack. */
const maxDepth = 50;
/** 10,000 quoted names fit well. */
const maxLength = 1_000_000;

const aTerm = 'a name, "all", "@group", key:glob or "("';
const nameCharacters = /[A-Za-z0-9._-]+/y;

/** The text of a selector as a tree (contract §3). Throws `bad_selector` naming the column and what was expected. */
export function parseSelector(text: string): Selector {
  if (text.length > maxLength) throw selectorError(text, maxLength, `at most ${maxLength} characters`);
  const reader = new Reader(text);
  const selector = reader.selector(0);
  reader.expectEnd();
  return selector;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  selector(depth: number): Selector {
    const first = this.#term(depth);
    const rest: { operator: SetOperator; term: Term }[] = [];
    for (let operator = this.#operator(); operator !== null; operator = this.#operator()) {
      rest.push({ operator, term: this.#term(depth) });
    }
    return { first, rest };
  }

  expectEnd(): void {
    if (this.#at < this.#text.length) throw this.#error('an operator (, ! & ^) or the end', otherCharacters);
  }

  #operator(): SetOperator | null {
    this.#skipBlanks();
    const found = setOperators.find((each) => each === this.#text[this.#at]);
    if (found === undefined) return null;
    this.#at += 1;
    if (found !== ',') return found;
    this.#skipBlanks();
    if (this.#text[this.#at] !== '!') return ',';
    this.#at += 1;
    return '!';
  }

  #term(depth: number): Term {
    this.#skipBlanks();
    const start = this.#at;
    if (this.#text[start] === '(') return this.#nested(depth + 1);
    if (this.#text[start] === '@') {
      this.#at += 1;
      return { kind: 'group', name: this.#name('the name of a group') };
    }
    if (this.#text[start] === '"') return { kind: 'literal', name: this.#quoted() };
    const pattern = this.#pattern();
    if (pattern.length === 0) throw this.#error(aTerm, leading(this.#text[start]));
    this.#checkLength(longestMember(pattern), start);
    const key = onlyText(pattern);
    if (key !== null && this.#text[this.#at] === ':') {
      this.#at += 1;
      const value = this.#tagValue();
      return { kind: 'tag', key, value, text: this.#text.slice(start, this.#at) };
    }
    const text = this.#text.slice(start, this.#at);
    if (key === 'all') return { kind: 'all' };
    if (key !== null) return { kind: 'literal', name: key };
    checkMemberCount(pattern, text);
    return { kind: 'pattern', pattern, text };
  }

  #nested(depth: number): Term {
    if (depth > maxDepth) throw this.#error(`at most ${maxDepth} nested parentheses`);
    this.#at += 1;
    const selector = this.selector(depth);
    if (this.#text[this.#at] !== ')') throw this.#error('an operator (, ! & ^) or ")"', otherCharacters);
    this.#at += 1;
    return { kind: 'nested', selector };
  }

  #tagValue(): Pattern {
    const start = this.#at;
    if (this.#text[this.#at] === '"') return [{ kind: 'text', text: this.#quoted() }];
    const value = this.#pattern();
    if (value.length === 0) throw this.#error('a value or a glob', 'for example site:fra, site:f*, platform:eos');
    this.#checkLength(longestMember(value), start);
    return value;
  }

  #pattern(): Pattern {
    const parts: PatternPart[] = [];
    for (;;) {
      const character = this.#text[this.#at];
      const name = this.#match(nameCharacters);
      if (name !== null) parts.push({ kind: 'text', text: name });
      else if (character === '*' || character === '?') {
        this.#at += 1;
        parts.push({ kind: character === '*' ? 'any' : 'one' });
      } else if (character === '[') {
        const { ranges, end } = parseRanges(this.#text, this.#at);
        this.#at = end;
        parts.push({ kind: 'range', ranges });
      } else return parts;
    }
  }

  #name(what: string): string {
    if (this.#text[this.#at] === '"') return this.#quoted();
    const start = this.#at;
    const name = this.#match(nameCharacters);
    if (name === null) throw this.#error(what);
    this.#checkLength(name.length, start);
    return name;
  }

  #quoted(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    const name = jsonString(this.#text.slice(start, end + 1));
    if (name === null) throw this.#error('a complete JSON string', 'a quoted name is a JSON string: "rack 7"');
    this.#checkLength(name.length, start);
    this.#at = end + 1;
    return name;
  }

  #checkLength(length: number, start: number): void {
    if (length <= maxNameChars) return;
    throw selectorError(this.#text, start, `at most ${maxNameChars} characters in a name or pattern`, tooLong);
  }

  #match(sticky: RegExp): string | null {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #skipBlanks(): void {
    while (this.#text[this.#at] === ' ') this.#at += 1;
  }

  #error(expected: string, hint?: string) {
    return selectorError(this.#text, this.#at, expected, hint);
  }
}

const otherCharacters = 'a name with other characters than A-Z a-z 0-9 . _ - is written as a JSON string: "rack 7"';

const tooLong = 'give each name of its own, separated by commas, or a shorter glob';

function jsonString(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function onlyText(pattern: Pattern): string | null {
  const [part, more] = pattern;
  return part?.kind === 'text' && more === undefined ? part.text : null;
}

function leading(character: string | undefined): string | undefined {
  if (character === undefined || character === ')') return undefined;
  if (setOperators.some((each) => each === character)) {
    return 'an operator stands between two terms: everything but a group is all!@core';
  }
  return otherCharacters;
}
