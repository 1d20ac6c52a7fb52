import type { RequestErrorCode } from './error-code.ts';
import { RollcallError } from './rollcall-error.ts';

/** Enough to see the pattern of a mistake; a file with more is corrected in rounds. */
const shownCount = 20;

/** What is wrong with a file, collected so that one reading names all of it. */
export class ProblemList {
  readonly #shown: { readonly line: number | null; readonly text: string }[] = [];
  #count = 0;
  readonly #source: string;

  /** `source`: the file as the user knows it. */
  constructor(source: string) {
    this.#source = source;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * `key` is the dotted place inside the file, empty for the file as a whole. The line is asked for only if it will be
   * shown. A problem that several devices share is noted once.
   */
  add(line: () => number | null, key: string, text: string): void {
    if (this.#shown.length < shownCount) {
      const problem = { line: line(), text: key === '' ? text : `${key}: ${text}` };
      if (this.#shown.some((known) => known.line === problem.line && known.text === problem.text)) return;
      this.#shown.push(problem);
    }
    this.#count += 1;
  }

  /** One line for each problem, by line number: `devices.yaml:7: devices.mx1.port: expected …, found "ssh"`. */
  toError(code: RequestErrorCode, hint: string): RollcallError {
    const lines = this.#shown
      .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
      .map(({ line, text }) => `${this.#source}${line === null ? '' : `:${line}`}: ${text}`);
    const hidden = this.#count - this.#shown.length;
    if (hidden > 0) lines.push(`… and ${hidden} more`);
    return new RollcallError(code, lines.join('\n'), { hint, phase: 'request' });
  }
}
