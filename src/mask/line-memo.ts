import { HitRate } from './hit-rate.ts';

/** What became of a line. */
export interface MaskedLine {
  readonly text: string;
  readonly fired: readonly string[];
  /** In which table the next line is. */
  readonly state: number;
}

/** Lines that are remembered; a fleet's equal outputs have far fewer. */
const maxLines = 20_000;

/**
 * Characters of outputs after which everything is forgotten: a line may keep the whole output it was cut from in memory.
 */
const maxChars = 16_000_000;

/** Remembers masked lines of one set of rules, within bounds. */
export class LineMemo {
  readonly #lines: Map<string, MaskedLine>[] = [];
  #count = 0;
  #chars = 0;
  // Lines in which something is masked seldom come again as they were; those without do on most devices.
  readonly #masked = new HitRate();
  readonly #plain = new HitRate();

  get(state: number, line: string): MaskedLine | undefined {
    const known = this.#lines[state]?.get(line);
    if (known !== undefined) this.#rateOf(known).count(true);
    return known;
  }

  set(state: number, line: string, masked: MaskedLine): void {
    const rate = this.#rateOf(masked);
    rate.count(false);
    if (!rate.pays) return;
    if (this.#count >= maxLines) this.#forget();
    while (this.#lines.length <= state) this.#lines.push(new Map());
    // A copy: where what is made for each line lives on, V8 takes all of it for long-lived, and memory fills up.
    this.#lines[state]?.set(line, { text: masked.text, fired: [...masked.fired], state: masked.state });
    this.#count += 1;
  }

  #rateOf({ fired }: MaskedLine): HitRate {
    return fired.length > 0 ? this.#masked : this.#plain;
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
