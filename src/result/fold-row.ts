import type { Command } from '../model/command.ts';
import type { CommandFinished, CommandRetried, OutputEvent } from '../model/event.ts';
import type { ResultRow } from './run-view.ts';

/** Most rows have none, and share this. */
const none: readonly CommandRetried[] = [];

/** One device and command while its events come in. What comes after its end is ignored: one result, the first. */
export class FoldRow implements ResultRow {
  readonly device: string;
  readonly command: Command;
  #startTime: string | null = null;
  #finished: CommandFinished | null = null;
  #mayHaveChanged = false;
  #earlierAttempts: readonly CommandRetried[] = none;
  readonly #stdout: string[] = [];
  readonly #stderr: string[] = [];

  constructor(device: string, command: Command) {
    this.device = device;
    this.command = command;
  }

  get startTime(): string | null {
    return this.#startTime;
  }

  get finished(): CommandFinished | null {
    return this.#finished;
  }

  get stdout(): string {
    return joined(this.#stdout);
  }

  get stderr(): string {
    return joined(this.#stderr);
  }

  get earlierAttempts(): readonly CommandRetried[] {
    return this.#earlierAttempts;
  }

  /** Whether it was begun and may have changed something. */
  get mayHaveChanged(): boolean {
    return this.#mayHaveChanged;
  }

  start(time: string, mayChange: boolean): void {
    if (this.#finished !== null) return;
    this.#startTime ??= time;
    this.#mayHaveChanged ||= mayChange;
  }

  add(event: OutputEvent): void {
    if (this.#finished !== null) return;
    (event.stream === 'stdout' ? this.#stdout : this.#stderr).push(event.text);
  }

  /** The attempt so far has failed and another one follows: what it answered is not mixed with the next one's. */
  retry(event: CommandRetried): void {
    if (this.#finished !== null) return;
    this.#earlierAttempts = [...this.#earlierAttempts, event];
    this.#startTime = null;
    this.#mayHaveChanged = false;
    this.#stdout.length = 0;
    this.#stderr.length = 0;
  }

  finish(event: CommandFinished): void {
    if (this.#finished !== null) return;
    this.#finished = event;
    this.#startTime = event.start_time;
  }
}

/** The pieces as one text, kept so that the next reader does not join again. */
function joined(pieces: string[]): string {
  if (pieces.length > 1) pieces.splice(0, pieces.length, pieces.join(''));
  return pieces[0] ?? '';
}
