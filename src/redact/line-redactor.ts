import type { CompiledBlock } from './compile-rules.ts';
import { findSecrets } from './find-secrets.ts';
import { hasControls, partsAtReturns, withoutControls, withSingleBlanks } from './line-controls.ts';
import type { Span } from './line-pattern.ts';
import type { RuleSet } from './rule-set.ts';
import { keyText, type SecretHash, type Surroundings, secretMark } from './secret-mark.ts';
import { Sections } from './sections.ts';

/** Of a block's text, so much goes into its hash; a private key is a tenth of that. */
const maxHashedChars = 65_536;

/** A line that may belong to a key: blank, a header, or base64 somewhere in it. */
const keyLine = /^[\s"',]*$|^\s*[\w-]{1,40}: |[A-Za-z0-9+/=]{16}|^[\s"',]*[A-Za-z0-9+/=]+[\s"',]*$/;

export interface LineResult {
  readonly text: string;
  /** How much of the line has been dealt with: all of it, unless a cut was asked for. */
  readonly taken: number;
  /** The rest of this line, however long, belongs to a secret and is to be dropped. */
  readonly swallow: boolean;
}

interface OpenBlock {
  readonly rule: CompiledBlock;
  body: string;
}

/** Replaces the secrets of one answer, given line by line. */
export class LineRedactor {
  readonly #rules: RuleSet;
  readonly #hash: SecretHash;
  readonly #sections: Sections;
  #block: OpenBlock | null = null;
  /** Whether the answer is XML; null while nothing but blanks has come. */
  #xml: boolean | null = null;

  constructor(rules: RuleSet, hash: SecretHash) {
    this.#rules = rules;
    this.#hash = hash;
    this.#sections = new Sections(rules.sectioned);
  }

  /** Whether what comes next is inside a block; the line feed before it is then part of the block. */
  get inBlock(): boolean {
    return this.#block !== null;
  }

  /** How much of a text of whole lines, from `start` on, can pass as it is; its end is the end of a line. */
  passable(lines: string, start: number): number {
    if (this.#block !== null || this.#sections.watching) return start;
    const hit = this.#rules.search(lines, start);
    const end = hit === -1 ? lines.length : lines.lastIndexOf('\n', hit) + 1;
    if (end <= start) return start;
    this.#lookAtStart(lines.slice(start, end));
    const last = lines.slice(lines.lastIndexOf('\n', end - 2) + 1, end - 1);
    this.#sections.passOver(partsAtReturns(last).at(-1) ?? '');
    return end;
  }

  /**
   * One line without its line feed, or a part of an overlong one. With `cutAt` it deals with the part before about
   * that place only: a secret across it is kept whole.
   */
  redact(line: string, cutAt: number | null): LineResult {
    if (cutAt === null && hasControls(line)) {
      const plain = withoutControls(line);
      const { text } = this.redact(plain, null);
      // A line with a secret loses its colours; any other stays as it came.
      return { text: text === plain ? line : text, taken: line.length, swallow: false };
    }
    this.#lookAtStart(line);
    if (this.#block !== null) return this.#inBlock(this.#block, line, cutAt);
    const isCandidate = this.#rules.search(line, 0) !== -1;
    if (!isCandidate && !this.#sections.watching) {
      const taken = cutAt ?? line.length;
      this.#sections.passOver(line);
      return { text: line.slice(0, taken), taken, swallow: false };
    }
    const begun = isCandidate ? this.#beginning(line, cutAt ?? line.length) : null;
    if (begun !== null) return this.#begin(begun.rule, line, begun.at, cutAt);
    return this.#replace(line, this.#secretsIn(line), cutAt);
  }

  /** What an open block leaves at the end of the answer. */
  finish(): string {
    return this.#endBlock();
  }

  #lookAtStart(text: string): void {
    if (this.#xml === null && text.trim() !== '') this.#xml = text.trimStart().startsWith('<');
  }

  #inBlock(block: OpenBlock, line: string, cutAt: number | null): LineResult {
    const closed = this.#closing(block, line, cutAt);
    if (closed !== null) return closed;
    if (cutAt === null && !keyLine.test(line)) {
      const mark = this.#endBlock();
      const rest = this.redact(line, null);
      return { ...rest, text: `${mark}\n${rest.text}` };
    }
    const taken = cutAt ?? line.length;
    this.#keep(block, line.slice(0, taken));
    return { text: '', taken, swallow: false };
  }

  /** What stands before the end of the block is its body; null when the line does not end it. */
  #closing(block: OpenBlock, line: string, cutAt: number | null): LineResult | null {
    const end = block.rule.end.first(line);
    if (end === null) return null;
    const at = end.start;
    this.#keep(block, line.slice(0, at));
    const mark = this.#endBlock();
    if (cutAt !== null) return { text: mark, taken: at, swallow: false };
    const rest = this.redact(line.slice(at), null);
    return { ...rest, text: mark + rest.text, taken: line.length };
  }

  #beginning(line: string, before: number): { readonly rule: CompiledBlock; readonly at: number } | null {
    for (const rule of this.#rules.blocks) {
      const begin = rule.begin.first(line);
      if (begin !== null && begin.start < before) return { rule, at: begin.end };
    }
    return null;
  }

  #begin(rule: CompiledBlock, line: string, at: number, cutAt: number | null): LineResult {
    const before = line.slice(0, at);
    const { text } = this.#replace(before, this.#secretsIn(before), null);
    const block: OpenBlock = { rule, body: '' };
    this.#block = block;
    const body = line.slice(at);
    const cutBody = cutAt === null ? null : Math.max(0, cutAt - at);
    const closed = this.#closing(block, body, cutBody);
    if (closed !== null) return { ...closed, text: text + closed.text, taken: at + closed.taken };
    const taken = cutBody ?? body.length;
    this.#keep(block, body.slice(0, taken));
    return { text, taken: at + taken, swallow: false };
  }

  #keep(block: OpenBlock, text: string): void {
    if (block.body.length < maxHashedChars) block.body += text.slice(0, maxHashedChars - block.body.length);
  }

  #endBlock(): string {
    const block = this.#block;
    this.#block = null;
    if (block === null) return '';
    const key = keyText(block.body);
    return key === '' ? '' : secretMark(key, this.#xml === true ? 'xml' : 'text', this.#hash);
  }

  #secretsIn(line: string): readonly Span[] {
    const { text, places } = withSingleBlanks(line);
    const found = findSecrets(text, this.#sections.patternsFor(text, this.#rules.near(text)));
    if (places === null) return found;
    const place = (at: number): number => places[at] ?? line.length;
    return found.map(({ from, start, end, number }) => ({
      from: place(from),
      start: place(start),
      end: place(end - 1) + 1,
      number,
    }));
  }

  #replace(line: string, spans: readonly Span[], cutAt: number | null): LineResult {
    let end = cutAt ?? line.length;
    let text = '';
    let at = 0;
    for (const span of spans) {
      if (span.start >= end) break;
      const mark = secretMark(line.slice(span.start, span.end), this.#around(line, span), this.#hash);
      if (cutAt !== null && span.end === line.length) {
        // It may go on behind this part: see it again from its beginning, unless that would bring nothing forward.
        if (span.from >= Math.max(at, line.length - cutAt)) return this.#upTo(line, text, at, span.from);
        return { text: text + line.slice(at, span.start) + mark, taken: line.length, swallow: true };
      }
      text += line.slice(at, span.start) + mark;
      at = span.end;
      end = Math.max(end, at);
    }
    return this.#upTo(line, text, at, end);
  }

  #upTo(line: string, text: string, at: number, end: number): LineResult {
    return { text: text + line.slice(at, end), taken: end, swallow: false };
  }

  #around(line: string, { end, number }: Span): Surroundings {
    if (number) return 'number';
    return this.#xml === true || line.startsWith('</', end) ? 'xml' : 'text';
  }
}
