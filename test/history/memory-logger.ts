import type { Logger } from '../../src/base/logger.ts';

/** Keeps what is logged as `level: message`. */
export class MemoryLogger implements Logger {
  readonly lines: string[] = [];
  readonly debug = this.#keep('debug');
  readonly info = this.#keep('info');
  readonly warn = this.#keep('warn');
  readonly error = this.#keep('error');

  #keep(level: string): (fields: Record<string, unknown>, message: string) => void {
    return (_fields, message) => {
      this.lines.push(`${level}: ${message}`);
    };
  }
}
