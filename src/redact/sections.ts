import type { CompiledPattern, CompiledSection } from './compile-rules.ts';

/** Of the line before, so much of its end is kept: less than the shortest part that an overlong line ends in. */
const maxBefore = 1_024;

/** Which sections of the rules are open, line by line: `snmp {` … `}`, `<snmp>` … `</snmp>`. */
export class Sections {
  readonly #sectioned: readonly CompiledPattern[];
  /** Brackets open in the section; 1 where a closing line ends it. */
  readonly #open = new Map<CompiledSection, number>();
  #applicable: readonly CompiledPattern[] | null = null;
  #before = '';

  /** Takes the patterns that apply within sections only. */
  constructor(sectioned: readonly CompiledPattern[]) {
    this.#sectioned = sectioned;
  }

  /** Whether a line has to be looked at, whatever is in it. */
  get watching(): boolean {
    return this.#open.size > 0;
  }

  /** The line before the next one, where no rule had to look at it. */
  passOver(line: string): void {
    this.#before = line.slice(-maxBefore);
  }

  /** Those of the patterns near this line, and of those in open sections, that may be applied to it. Lines have to come one after the other. */
  patternsFor(line: string, near: readonly CompiledPattern[]): readonly CompiledPattern[] {
    for (const { within } of near) for (const section of within) this.#openOn(line, section);
    const usable = near.filter((pattern) => pattern.within.length === 0 && this.#isUsable(pattern, line));
    if (this.#open.size > 0) {
      for (const pattern of this.#inOpenSections()) if (this.#isUsable(pattern, line)) usable.push(pattern);
    }
    for (const [section, depth] of this.#open) this.#closeOn(line, section, depth);
    this.passOver(line);
    return usable;
  }

  #isUsable({ sign, after }: CompiledPattern, line: string): boolean {
    return line.includes(sign) && (after === null || after.test(this.#before));
  }

  /** Found anew when a section has opened or closed, not for each line. */
  #inOpenSections(): readonly CompiledPattern[] {
    this.#applicable ??= this.#sectioned.filter(({ within }) => within.every((section) => this.#open.has(section)));
    return this.#applicable;
  }

  #openOn(line: string, section: CompiledSection): void {
    if (this.#open.has(section) || !section.open.test(line)) return;
    this.#open.set(section, 0);
    this.#applicable = null;
  }

  #closeOn(line: string, section: CompiledSection, depth: number): void {
    if (section.close !== null) {
      const opening = depth === 0 ? section.open.first(line) : null;
      if (section.close.test(opening === null ? line : line.slice(opening.end))) this.#close(section);
      else if (depth === 0) this.#open.set(section, 1);
      return;
    }
    const now = depth + bracketsIn(line);
    if (now <= 0) this.#close(section);
    else if (now !== depth) this.#open.set(section, now);
  }

  #close(section: CompiledSection): void {
    this.#open.delete(section);
    this.#applicable = null;
  }
}

/** Opening less closing brackets, outside quotes and comments. A quote that the line does not close is none. */
function bracketsIn(line: string): number {
  if (!/[[\]{}]/.test(line) || /^\s*#/.test(line)) return 0;
  let depth = 0;
  let depthAtQuote: number | null = null;
  for (const [sign] of line.matchAll(/\/\*.{0,500}?\*\/|\\.|["[\]{}]/g)) {
    if (sign === '"') {
      if (depthAtQuote !== null) depth = depthAtQuote;
      depthAtQuote = depthAtQuote === null ? depth : null;
    } else if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
  }
  return depth;
}
