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
  readonly #rate = new HitRate();

  get(state: number, line: string): MaskedLine | undefined {
    const known = this.#lines[state]?.get(line);
    this.#rate.count(known !== undefined);
    return known;
  }

  set(state: number, line: string, masked: MaskedLine): void {
    if (!this.#rate.pays) return;
    if (this.#count >= maxLines) this.#forget();
    while (this.#lines.length <= state) this.#lines.push(new Map());
    this.#lines[state]?.set(line, masked);
    this.#count += 1;
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
