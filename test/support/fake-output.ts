import type { TextOutput } from '../../src/cli/cli-parts.ts';

/** A stream in memory; `leave()` is the reader that goes away. */
export class FakeOutput implements TextOutput {
  isTerminal = false;
  columns = 80;
  readonly writes: string[] = [];
  readonly #listeners = new Set<() => void>();

  get text(): string {
    return this.writes.join('');
  }

  write(text: string): void {
    if (text !== '') this.writes.push(text);
  }

  onReaderGone(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  leave(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Texts as the chunks of a byte stream. */
export async function* bytes(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
}
