/** What a device printed as JSON, read. `repairs` names what had to be tolerated; empty for JSON as it should be. */
export type JsonReading =
  | { readonly ok: true; readonly value: unknown; readonly repairs: readonly JsonRepair[] }
  | { readonly ok: false; readonly reason: string };

export type JsonRepair = 'duplicate keys' | 'trailing comma' | 'missing comma' | 'control character' | 'bare word';

/** Deeper than any device's answer; a text that nests without end is none. */
const maxDepth = 200;

/**
 * Levels of all values together: each is a blank or two where a value is printed with indentation, which for many deep ones
 * would be a longer text than there can be.
 */
export const maxLevels = 50_000_000;

/** Lines around the answer that are none of it: the member that speaks (`{master:0}`), and NETCONF's envelope. */
const aroundBefore = /^(?:\s*(?:\{(?:master|backup|primary|secondary|linecard)[^{}\n]*\}|<[^>\n]*>)[ \t]*\r?(?:\n|$))*/;
const aroundAfter = /^(?:\s*(?:\{(?:master|backup|primary|secondary|linecard)[^{}\n]*\}|<[^>\n]*>))*\s*$/;

/**
 * Reads JSON as devices print it. Junos omits or adds commas (18.1R3), puts control characters into strings, writes bare
 * words (`3m`, 14.x to 16.x) and repeats keys, of which `JSON.parse` would keep the last only: here they become an array.
 * An integer that a double cannot hold stays text. Takes time in proportion to the text.
 */
export function readJson(text: string): JsonReading {
  const reader = new Reader(text, aroundBefore.exec(text)?.[0].length ?? 0);
  try {
    const value = reader.document();
    return { ok: true, value, repairs: [...reader.repairs] };
  } catch (thrown) {
    if (thrown instanceof NotJson) return { ok: false, reason: thrown.message };
    throw thrown;
  }
}

class NotJson extends Error {}

class Reader {
  readonly repairs = new Set<JsonRepair>();
  readonly #text: string;
  #at: number;
  #levels = 0;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  document(): unknown {
    if (this.#peek() === '') throw new NotJson('the answer is empty');
    const start = this.#text[this.#at];
    if (start !== '{' && start !== '[') throw this.#wrong('JSON');
    const value = this.#value(0);
    const rest = this.#text.slice(this.#at);
    if (this.#peek() !== '' && !aroundAfter.test(rest)) throw this.#wrong('the end');
    return value;
  }

  #value(depth: number): unknown {
    if (depth > maxDepth) throw new NotJson(`it nests deeper than ${maxDepth} levels`);
    this.#levels += depth;
    if (this.#levels > maxLevels) throw new NotJson('it nests too deep in too many places');
    switch (this.#peek()) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(depth: number): Record<string, unknown> {
    const members = new Map<string, unknown>();
    const repeated = new Set<string>();
    this.#items('}', () => {
      if (this.#peek() !== '"') throw this.#wrong('a key');
      const key = this.#string();
      if (this.#peek() !== ':') throw this.#wrong('":"');
      this.#at += 1;
      const value = this.#value(depth + 1);
      if (!members.has(key)) members.set(key, value);
      else {
        const before = members.get(key);
        const list = Array.isArray(before) && (repeated.has(key) || Array.isArray(value)) ? before : [before];
        // What a device repeats as lists is one list; anything else becomes one.
        if (Array.isArray(value)) for (const each of value) list.push(each);
        else list.push(value);
        members.set(key, list);
        repeated.add(key);
        this.repairs.add('duplicate keys');
      }
    });
    // fromEntries defines each key: one named __proto__ is a key like any other.
    return Object.fromEntries(members);
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#items(']', () => items.push(this.#value(depth + 1)));
    return items;
  }

  /** The items between this bracket and its end, with the commas that should stand between them. */
  #items(end: '}' | ']', readItem: () => void): void {
    this.#at += 1;
    for (let first = true; ; first = false) {
      let next = this.#peek();
      if (next === ',' && !first) {
        this.#at += 1;
        next = this.#peek();
        if (next === end) this.repairs.add('trailing comma');
      } else if (next !== end && !first) this.repairs.add('missing comma');
      if (next === end) {
        this.#at += 1;
        return;
      }
      if (next === '') throw new NotJson('it ends too early');
      readItem();
    }
  }

  #string(): string {
    const start = this.#at + 1;
    let end = this.#text.indexOf('"', start);
    while (end !== -1 && backslashesBefore(this.#text, end, start) % 2 === 1) end = this.#text.indexOf('"', end + 1);
    if (end === -1) throw new NotJson('it ends inside a string');
    this.#at = end + 1;
    const raw = this.#text.slice(start, end);
    if (controls.test(raw)) this.repairs.add('control character');
    return unescaped(raw);
  }

  #word(): unknown {
    const found = wordAt(this.#text, this.#at);
    if (found === '') throw this.#wrong('a value');
    this.#at += found.length;
    if (found === 'true' || found === 'false') return found === 'true';
    if (found === 'null') return null;
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(found)) {
      const number = Number(found);
      return Number.isInteger(number) && !Number.isSafeInteger(number) ? found : number;
    }
    this.repairs.add('bare word');
    return found;
  }

  /** The next character that is no blank; empty at the end. */
  #peek(): string {
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) <= 0x20) this.#at += 1;
    return this.#text[this.#at] ?? '';
  }

  #wrong(expected: string): NotJson {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return new NotJson(`line ${line}: expected ${expected}`);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controls = /[\u0000-\u001f]/;

function backslashesBefore(text: string, at: number, from: number): number {
  let count = 0;
  while (at - 1 - count >= from && text.charCodeAt(at - 1 - count) === 0x5c) count += 1;
  return count;
}

function wordAt(text: string, from: number): string {
  let end = from;
  while (end < text.length && /[\w.+:/-]/.test(text[end] ?? '')) end += 1;
  return text.slice(from, end);
}

function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([^u])|u)/gs, (whole, hex?: string, single?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    // A backslash before any other character is the device's own: it stays.
    return (single === undefined ? undefined : escapes[single]) ?? whole;
  });
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
