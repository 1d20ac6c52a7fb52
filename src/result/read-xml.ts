import { type JsonReading, maxLevels } from './read-json.ts';

/** Deeper than any device's answer; a text that nests without end is none. */
const maxDepth = 200;

/** An element is a list and an object in it, each with a beginning and an end. */
const levelsEach = 4;

/** Lines around the answer that are none of it: the member that speaks (`{master:0}`), and NETCONF's end of message. */
const aroundBefore = /^(?:\s*\{(?:master|backup|primary|secondary|linecard)[^{}\n]*\}[ \t]*\r?(?:\n|$))*/;
const aroundAfter = /^(?:\s*(?:\{(?:master|backup|primary|secondary|linecard)[^{}\n]*\}|\]\]>\]\]>))*\s*$/;

/**
 * Reads XML as devices print it into the value that Junos' `| display json` gives of the same data, so that one expression
 * selects from both: each element stands in a list under its name, its text in `data`, its attributes in `attributes`;
 * `rpc-reply` and the `cli` in it are left out. Of entities only the five of XML and characters by number are read, and a
 * document type is refused. Takes time in proportion to the text.
 */
export function readXml(text: string): JsonReading {
  try {
    return { ok: true, value: new Reader(text).document(), repairs: [] };
  } catch (thrown) {
    if (thrown instanceof NotXml) return { ok: false, reason: thrown.message };
    throw thrown;
  }
}

class NotXml extends Error {}

interface Element {
  readonly name: string;
  readonly members: Map<string, unknown[]>;
  readonly attributes: ReadonlyMap<string, string>;
  text: string;
}

const element = (name: string, attributes: ReadonlyMap<string, string>): Element => ({
  name,
  attributes,
  members: new Map(),
  text: '',
});

class Reader {
  readonly #text: string;
  #at: number;
  #levels = 0;

  constructor(text: string) {
    this.#text = text;
    this.#at = aroundBefore.exec(text)?.[0].length ?? 0;
  }

  document(): unknown {
    if (this.#text.slice(this.#at).trim() === '') throw new NotXml('the answer is empty');
    const root = element('', new Map());
    const open = [root];
    while (this.#at < this.#text.length) {
      const inner = open.at(-1) ?? root;
      if (inner === root && root.members.size > 0 && aroundAfter.test(this.#text.slice(this.#at))) break;
      this.#characters(inner, inner === root);
      if (this.#at < this.#text.length) this.#markup(inner, open);
    }
    if (open.length > 1) throw new NotXml('it ends too early');
    if (root.members.size === 0) throw this.#wrong('an element');
    return withoutEnvelope(root);
  }

  /** The text up to the next markup. */
  #characters(inner: Element, isOutside: boolean): void {
    const next = this.#text.indexOf('<', this.#at);
    const end = next === -1 ? this.#text.length : next;
    const raw = this.#text.slice(this.#at, end);
    if (isOutside && raw.trim() !== '') {
      this.#at += raw.length - raw.trimStart().length;
      throw this.#wrong('XML');
    }
    inner.text += decoded(raw);
    this.#at = end;
  }

  #markup(inner: Element, open: Element[]): void {
    if (this.#skipped('<!--', '-->') !== null || this.#skipped('<?', '?>') !== null) return;
    const characters = this.#skipped('<![CDATA[', ']]>');
    if (characters !== null) inner.text += characters;
    else if (this.#text.startsWith('</', this.#at)) this.#endTag(inner, open);
    else this.#startTag(inner, open);
  }

  #startTag(inner: Element, open: Element[]): void {
    this.#levels += open.length * levelsEach;
    if (this.#levels > maxLevels) throw new NotXml('it nests too deep in too many places');
    this.#at += 1;
    const name = this.#matched(nameForm) ?? '';
    if (name === '') throw this.#wrong('an element');
    const attributes = new Map<string, string>();
    for (let found = this.#matched(attributeForm); found !== null; found = this.#matched(attributeForm)) {
      const equals = found.indexOf('=');
      attributes.set(
        found.slice(0, equals).trim(),
        decoded(
          found
            .slice(equals + 1)
            .trim()
            .slice(1, -1),
        ),
      );
    }
    const end = this.#matched(tagEnd)?.trim();
    if (end === undefined) throw this.#wrong('the end of a tag');
    const made = element(name, attributes);
    if (end === '/>') add(inner, made);
    else if (open.push(made) > maxDepth) throw new NotXml(`it nests deeper than ${maxDepth} levels`);
  }

  #endTag(inner: Element, open: Element[]): void {
    this.#at += 2;
    const name = this.#matched(nameForm);
    if (open.length === 1 || name !== inner.name || this.#matched(tagEnd)?.trim() !== '>') {
      throw this.#wrong(open.length === 1 ? 'no end of an element' : `</${inner.name}>`);
    }
    open.pop();
    add(open.at(-1) ?? inner, inner);
  }

  /** What stands between these, passed over; null where it does not begin here. */
  #skipped(start: string, end: string): string | null {
    if (!this.#text.startsWith(start, this.#at)) return null;
    const from = this.#at + start.length;
    const close = this.#text.indexOf(end, from);
    if (close === -1) throw new NotXml('it ends too early');
    this.#at = close + end.length;
    return this.#text.slice(from, close);
  }

  #matched(form: RegExp): string | null {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #wrong(expected: string): NotXml {
    return new NotXml(`line ${this.#text.slice(0, this.#at).split('\n').length}: expected ${expected}`);
  }
}

const nameForm = /[^\s<>/='"!?&]+/y;
const attributeForm = /\s+[^\s<>/='"]+\s*=\s*(?:"[^"<]*"|'[^'<]*')/y;
const tagEnd = /\s*\/?>/y;

function add({ members }: Element, made: Element): void {
  const same = members.get(made.name);
  if (same === undefined) members.set(made.name, [recordOf(made)]);
  else same.push(recordOf(made));
}

/** fromEntries defines each key: one named __proto__ is a key like any other. */
function recordOf({ members, attributes, text }: Element): Readonly<Record<string, unknown>> {
  const data = text.trim();
  return Object.fromEntries<unknown>([
    ...(attributes.size > 0 ? [['attributes', Object.fromEntries(attributes)] as const] : []),
    ...(data === '' ? [] : [['data', data] as const]),
    ...members,
  ]);
}

function withoutEnvelope({ members }: Element): unknown {
  const [[name, values] = ['', []]] = members;
  const [reply] = values;
  if (members.size > 1 || values.length > 1 || !/^(?:[^:]+:)?rpc-reply$/.test(name)) return Object.fromEntries(members);
  return Object.fromEntries(Object.entries(reply ?? {}).filter(([key]) => key !== 'attributes' && key !== 'cli'));
}

function decoded(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
