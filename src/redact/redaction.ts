import type { PlatformName } from '../model/platform-name.ts';
import type { PlacedRules } from '../model/redaction-rules.ts';
import { compileRules } from './compile-rules.ts';
import { partsAtReturns } from './line-controls.ts';
import { LineRedactor } from './line-redactor.ts';
import { RuleSet } from './rule-set.ts';
import type { SecretHash } from './secret-mark.ts';

/** Replaces the secrets in one stream of text. However the text is cut into pieces, all that comes out is equal. */
export interface Redactor {
  /** Returns what is certain: an unfinished line waits for its end, up to 32 Ki characters. */
  take(piece: string): string;
  /** The rest. Nothing may be taken afterwards. */
  finish(): string;
}

/** Makes the redactor of one stream of an answer. */
export type Redaction = (platform: PlatformName, command: string) => Redactor;

const noRules: PlacedRules = { rules: [], places: [] };

/** `own` are added to those that come with rollcall and take nothing from them. Throws `bad_settings` for a rule that cannot be used. */
export function redactionFrom(bundled: PlacedRules, hash: SecretHash, own: PlacedRules = noRules): Redaction {
  const scoped = [...compileRules(bundled, true), ...compileRules(own, false)];
  const joined = new Map<string, RuleSet>();
  return (platform, command) => {
    const usable = scoped.filter(
      (each) => (each.rule.platforms?.includes(platform) ?? true) && (each.command?.test(command) ?? true),
    );
    // A run asks many devices of few platforms: the same rules are joined once.
    const key = usable.map((each) => scoped.indexOf(each)).join();
    const known = joined.get(key) ?? new RuleSet(usable);
    joined.set(key, known);
    return new StreamRedactor(new LineRedactor(known, hash));
  };
}

/** A longer line is dealt with in parts of this many characters. */
const partChars = 32_768;
/** The end of each part is seen again with the next, so that a secret with its keyword is whole in one of them. */
const overlapChars = 4_096;

class StreamRedactor implements Redactor {
  readonly #lines: LineRedactor;
  #waiting = '';
  #swallowing = false;

  constructor(lines: LineRedactor) {
    this.#lines = lines;
  }

  take(piece: string): string {
    const lastFeed = piece.lastIndexOf('\n');
    if (lastFeed === -1) {
      if (!this.#swallowing) this.#waiting += piece;
      return this.#waiting.length < partChars ? '' : this.#shorten();
    }
    const whole = this.#waiting + piece.slice(0, lastFeed + 1);
    this.#waiting = piece.slice(lastFeed + 1);
    const text = this.#whole(whole);
    return this.#waiting.length < partChars ? text : text + this.#shorten();
  }

  finish(): string {
    const last = this.#shorten();
    const rest = this.#swallowing || this.#waiting === '' ? '' : this.#short(this.#waiting);
    this.#waiting = '';
    return last + rest + this.#lines.finish();
  }

  /** Lines that end in a line feed. */
  #whole(text: string): string {
    const rest = this.#waiting;
    const pieces: string[] = [];
    for (let start = 0; start < text.length; ) {
      const passable = this.#swallowing ? start : this.#lines.passable(text, start);
      if (passable > start) pieces.push(text.slice(start, passable));
      start = passable;
      if (start === text.length) break;
      const feed = text.indexOf('\n', start);
      if (this.#swallowing || feed - start >= partChars) {
        this.#waiting = text.slice(start, feed);
        pieces.push(this.#overlong());
      } else {
        pieces.push(this.#short(text.slice(start, feed)));
        if (!this.#lines.inBlock) pieces.push('\n');
      }
      start = feed + 1;
    }
    this.#waiting = rest;
    return pieces.join('');
  }

  /** A line; carriage returns within it end lines too. */
  #short(line: string): string {
    if (!line.includes('\r')) return this.#lines.redact(line, null).text;
    let text = '';
    for (const [index, part] of partsAtReturns(line).entries()) {
      if (index > 0 && !this.#lines.inBlock) text += '\r';
      text += this.#lines.redact(part, null).text;
    }
    return text;
  }

  /** The line that waits, or what is left of it. */
  #overlong(): string {
    if (this.#swallowing) {
      this.#swallowing = false;
      return '\n';
    }
    let text = this.#shorten();
    if (!this.#swallowing) text += this.#lines.redact(this.#waiting, null).text;
    this.#swallowing = false;
    return this.#lines.inBlock ? text : `${text}\n`;
  }

  /** Deals with what waits until less than a part is left. */
  #shorten(): string {
    let text = '';
    let at = 0;
    const line = this.#waiting;
    while (!this.#swallowing && line.length - at >= partChars) {
      const part = line.slice(at, at + partChars);
      const result = this.#lines.redact(part, wholeCharacter(part, partChars - overlapChars));
      text += result.text;
      at += result.taken;
      this.#swallowing = result.swallow;
    }
    this.#waiting = this.#swallowing ? '' : line.slice(at);
    return text;
  }
}

/** Not between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
}
