import type { CompiledPattern, CompiledSection } from './compile-rules.ts';

/** Which sections of the rules are open, line by line: `snmp {` … `}`, `<snmp>` … `</snmp>`. */
export class Sections {
  readonly #patterns: readonly CompiledPattern[];
  /** Brackets open in the section; 1 where a closing line ends it. */
  readonly #open = new Map<CompiledSection, number>();
  #before = '';

  constructor(patterns: readonly CompiledPattern[]) {
    this.#patterns = patterns;
  }

  /** Whether a line has to be looked at, whatever is in it. */
  get watching(): boolean {
    return this.#open.size > 0;
  }

  /** The line before the next one, where no rule had to look at it. */
  passOver(line: string): void {
    this.#before = line;
  }

  /** The patterns that may be applied to this line. Lines have to come one after the other. */
  patternsFor(line: string, isCandidate: boolean): readonly CompiledPattern[] {
    if (isCandidate) this.#openOn(line);
    const usable = this.#patterns.filter(
      ({ within, after }) =>
        within.every((section) => this.#open.has(section)) && (after === null || after.test(this.#before)),
    );
    for (const [section, depth] of [...this.#open]) this.#closeOn(line, section, depth);
    this.#before = line;
    return usable;
  }

  #openOn(line: string): void {
    for (const { within } of this.#patterns) {
      for (const section of within) {
        if (!this.#open.has(section) && section.open.test(line)) this.#open.set(section, 0);
      }
    }
  }

  #closeOn(line: string, section: CompiledSection, depth: number): void {
    if (section.close !== null) {
      const opening = section.open.matcher(line);
      const behindOpening = depth === 0 && opening.find() ? line.slice(opening.end()) : line;
      if (section.close.test(behindOpening)) this.#open.delete(section);
      else this.#open.set(section, 1);
      return;
    }
    const now = depth + bracketsIn(line);
    if (now <= 0) this.#open.delete(section);
    else this.#open.set(section, now);
  }
}

/** Opening less closing brackets, outside quotes. */
function bracketsIn(line: string): number {
  let depth = 0;
  for (const [sign] of line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[[\]{}]/g)) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
  }
  return depth;
}
