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

/** Lines from the beginning of an output that are compared with those of the last. */
const maxPlaces = 10_000;

interface Place {
  readonly state: number;
  readonly line: string;
  readonly masked: MaskedLine;
}

/** Remembers masked lines of one set of rules, within bounds. */
export class LineMemo {
  readonly #lines: Map<string, MaskedLine>[] = [];
  /** Lines without masks, each in its place in an output: mostly it comes again there, and to compare is quicker than to look up. */
  readonly #places: Place[] = [];
  #count = 0;
  #chars = 0;
  // Lines in which something is masked seldom come again as they were; those without do on most devices.
  readonly #masked = new HitRate();
  readonly #plain = new HitRate();

  /** The line in that place of an output; what was not known is made. */
  masked(at: number, state: number, line: string, make: (line: string, state: number) => MaskedLine): MaskedLine {
    const last = this.#places[at];
    if (last !== undefined && last.state === state && last.line === line) return last.masked;
    const known = this.#lines[state]?.get(line);
    if (known !== undefined) this.#rateOf(known).count(true);
    const masked = known ?? make(line, state);
    if (known === undefined) this.#set(state, line, masked);
    if (at < maxPlaces && masked.fired.length === 0) this.#places[at] = { state, line, masked };
    return masked;
  }

  #set(state: number, line: string, masked: MaskedLine): void {
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
    this.#places.length = 0;
    this.#count = 0;
    this.#chars = 0;
  }
}
