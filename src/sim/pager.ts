/** Stops output at each full screen, as the Junos CLI does, until a key is typed. */
export class Pager {
  readonly #write: (text: string) => void;
  readonly #done: () => void;
  #length: number;
  #lines: readonly string[] = [];
  #shown = 0;

  /** `length` in lines; 0 never stops. `done` is called when everything was shown, or the rest is not wanted. */
  constructor(length: number, write: (text: string) => void, done: () => void) {
    this.#length = length;
    this.#write = write;
    this.#done = done;
  }

  /** Whether the next key belongs to the pager. */
  get waiting(): boolean {
    return this.#lines.length > 0;
  }

  setLength(length: number): void {
    this.#length = length;
  }

  show(text: string): void {
    this.#lines = text.split(/(?<=\n)/);
    this.#shown = 0;
    this.#page(this.#length === 0 ? this.#lines.length : this.#length - 1);
  }

  /** Blank: the next screen. Enter: one line. `q` or Ctrl-C: no more. Other keys do nothing. */
  key(key: string): void {
    const step = key === ' ' ? this.#length - 1 : key === '\r' || key === '\n' ? 1 : 0;
    const enough = key === 'q' || key === '\x03';
    if (step === 0 && !enough) return;
    this.#write(`\r${' '.repeat(40)}\r`);
    if (enough) this.#end();
    else this.#page(step);
  }

  #page(count: number): void {
    const first = this.#shown === 0;
    const until = this.#shown + Math.max(1, count);
    this.#write(this.#lines.slice(this.#shown, until).join(''));
    this.#shown = until;
    if (until >= this.#lines.length) this.#end();
    else this.#write(`---(more${first ? '' : ` ${Math.floor((until * 100) / this.#lines.length)}%`})---`);
  }

  #end(): void {
    this.#lines = [];
    this.#done();
  }
}
