import type { LineScan } from '../base/line-scan.ts';
import { HitRate } from './hit-rate.ts';
import type { Token } from './token.ts';

/** What became of a line. */
export interface MaskedLine {
  /** Null where nothing was masked: it stays as it is. */
  readonly text: string | null;
  /** Tokens of the masks that fired. */
  readonly fired: readonly Token[];
  /** In which table the next line is. */
  readonly state: number;
}

/** Lines that are remembered; a fleet's equal outputs have far fewer. */
const maxLines = 20_000;

/**
 * Characters of outputs after which everything is forgotten: a line may keep the whole output it was cut from in memory.
 */
const maxChars = 16_000_000;

interface Known {
  readonly line: string;
  readonly masked: MaskedLine;
}

/** Remembers masked lines of one set of rules by what they hold, within bounds. */
export class LineMemo {
  /** By state, then by hash: of lines with the same hash, the last. */
  readonly #lines: Map<number, Known>[] = [];
  #count = 0;
  #chars = 0;
  readonly #lookUps = new HitRate(16);
  // Lines in which something is masked seldom come again as they were; those without do on most devices.
  readonly #masked = new HitRate(256);
  readonly #plain = new HitRate(256);

  get(scan: LineScan, line: number, state: number): MaskedLine | undefined {
    if (!this.#lookUps.pays()) return undefined;
    const known = this.#lines[state]?.get(scan.hashOf(line));
    const isHit = known !== undefined && known.line === scan.lineAt(line);
    this.#lookUps.count(isHit);
    if (!isHit) return undefined;
    this.#rateOf(known.masked.text !== null).count(true);
    return known.masked;
  }

  /** Has to be asked of each line that was not known: whether `set` is wanted. */
  wants(isMasked: boolean): boolean {
    const rate = this.#rateOf(isMasked);
    rate.count(false);
    return rate.pays();
  }

  set(scan: LineScan, line: number, state: number, masked: MaskedLine): void {
    if (this.#count >= maxLines) this.#forget();
    while (this.#lines.length <= state) this.#lines.push(new Map());
    // A copy: where what is made for each line lives on, V8 takes all of it for long-lived, and memory fills up.
    const copy = { text: masked.text, fired: [...masked.fired], state: masked.state };
    this.#lines[state]?.set(scan.hashOf(line), { line: scan.lineAt(line), masked: copy });
    this.#count += 1;
  }

  #rateOf(isMasked: boolean): HitRate {
    return isMasked ? this.#masked : this.#plain;
  }

  /** Has to be told of each output whose lines are looked up. */
  sees(chars: number): void {
    this.#chars += chars;
    if (this.#chars > maxChars) this.#forget();
  }

  #forget(): void {
    this.#lines.length = 0;
    this.#count = 0;
    this.#chars = 0;
  }
}
