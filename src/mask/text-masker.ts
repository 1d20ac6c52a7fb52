import { LineScan } from '../base/line-scan.ts';
import type { MaskedText } from '../model/masker.ts';
import { addReplaced } from './add-replaced.ts';
import { CodeBuffer } from './code-buffer.ts';
import type { CompiledMasks } from './compile-masks.ts';
import { findJsonFields, findXmlFields, pendingBehind } from './fields.ts';
import { PlainLines } from './plain-lines.ts';
import { addToken, addTokens, Spans } from './spans.ts';
import { namesOf, type Token } from './token.ts';

const hasDigit = /\d/;
const jsonStart = /^\s*(?:\{\s*["}]|\[\s*[{"\]])/;
const xmlStart = /^\s*<(?:[?!]|([\w:.-]+)[\s/>])/;

/** Masks answers to some commands of a platform, one after the other; own names are masked already. */
export class TextMasker {
  readonly #masks: CompiledMasks;
  readonly #plain: PlainLines;
  readonly #scan = new LineScan();
  readonly #to = new CodeBuffer();
  readonly #found = new Spans();

  constructor(masks: CompiledMasks) {
    this.#masks = masks;
    this.#plain = new PlainLines(masks);
  }

  mask(text: string): MaskedText {
    this.#to.clear();
    const fired: Token[] = [];
    const kept = withoutBanners(text, this.#masks, fired);
    const masked = this.#mask(kept, fired);
    this.#to.clear();
    this.#scan.read('');
    return { text: masked, masks: namesOf(fired) };
  }

  #mask(text: string, fired: Token[]): string {
    const { fields } = this.#masks;
    if (fields.size > 0 && jsonStart.test(text)) return this.#maskJson(text, fired);
    if (fields.size > 0 && isXml(text, this.#masks)) return this.#maskXml(text, fired);
    return this.#plain.mask(text, this.#to, fired);
  }

  #maskJson(text: string, fired: Token[]): string {
    const { fields } = this.#masks;
    let pending: Token | null = null;
    return this.#maskFields(text, fired, (line, found) => {
      if (hasDigit.test(line)) findJsonFields(line, fields, pending, found);
      pending = pendingBehind(line, fields, pending);
    });
  }

  #maskXml(text: string, fired: Token[]): string {
    return this.#maskFields(text, fired, (line, found) => {
      if (line.includes('</')) findXmlFields(line, this.#masks.fields, found);
    });
  }

  #maskFields(text: string, fired: Token[], find: (line: string, found: Spans) => void): string {
    const scan = this.#scan.read(text);
    const firedBefore = fired.length;
    for (let line = 0; line < scan.count; line += 1) {
      const [start, end] = [scan.startOf(line), scan.contentEndOf(line)];
      this.#found.clear();
      find(text.slice(start, end), this.#found);
      if (this.#found.count === 0) {
        this.#to.addCodes(scan.codes, start, scan.endOf(line));
        continue;
      }
      this.#found.setApart();
      addTokens(this.#found, fired);
      addReplaced(scan, start, end, this.#found, this.#to);
      this.#to.addCodes(scan.codes, end, scan.endOf(line));
    }
    this.#found.clear();
    return fired.length === firedBefore ? text : this.#to.textFrom(0);
  }
}

/** A masked text may begin with the token of a mask. */
function isXml(text: string, { names }: CompiledMasks): boolean {
  const start = xmlStart.exec(text);
  return start !== null && !names.has(start[1] ?? '');
}

/**
 * A banner at the end goes, and so do blank lines there: a device without it may send them all the same. What ended in a
 * line feed still does, and only then.
 */
function withoutBanners(text: string, { banners }: CompiledMasks, fired: Token[]): string {
  if (banners.length === 0) return text;
  let end = text.length;
  for (let lineEnd = text.length; lineEnd >= 0; lineEnd = end - 1) {
    const start = lineEnd === 0 ? 0 : text.lastIndexOf('\n', lineEnd - 1) + 1;
    const line = text.slice(start, lineEnd).trim();
    const banner = line === '' ? undefined : banners.find(({ regex }) => regex.test(line));
    if (line !== '' && banner === undefined) break;
    if (banner !== undefined) addToken(banner.token, fired);
    end = start;
  }
  return text.slice(0, end);
}
