import type { StartOptions } from '../app/rollcall.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { RunEvent } from '../model/event.ts';
import type { ResultRow, RunView } from '../result/run-view.ts';

type Reveal = NonNullable<StartOptions['reveal']>;

/** The answers of one run with the secrets in them, in memory for the terminal alone. */
export class ClearAnswers {
  readonly #texts = new Map<string, { stdout: string; stderr: string }>();

  readonly take: Reveal = (device, commandIndex, stream, text) => {
    const key = keyOf(device, commandIndex);
    const known = this.#texts.get(key) ?? { stdout: '', stderr: '' };
    known[stream] += text;
    this.#texts.set(key, known);
  };

  /** To be told of the run's events: an answer that a further attempt follows is no part of that one's. */
  readonly follow = (event: RunEvent): void => {
    if (event.type === 'command-retried') this.#texts.delete(keyOf(event.device, event.command_index));
  };

  /** The run with these answers in the place of those that are kept. */
  in(view: RunView): RunView {
    const clear = (row: ResultRow): ResultRow => {
      const { device, command, startTime, stdout, stderr, finished, earlierAttempts } = row;
      const texts = this.#texts.get(keyOf(device, command.index)) ?? { stdout, stderr };
      return { device, command, startTime, finished, earlierAttempts, ...texts };
    };
    const { runId, state, commands, devices, startTime, endTime, warnings, format, owner, reduction } = view;
    return {
      ...{ runId, state, commands, devices, startTime, endTime, warnings, format, owner, reduction },
      rows: () => view.rows().map(clear),
      row(device, commandIndex) {
        const row = view.row(device, commandIndex);
        return row && clear(row);
      },
      platformOf: (device) => view.platformOf(device),
      addressOf: (device) => view.addressOf(device),
    };
  }
}

const keyOf = (device: string, commandIndex: number): string => `${commandIndex} ${device}`;

/** Throws `bad_request` unless what is printed goes before someone's eyes and nowhere else. */
export function checkShowSecrets(
  stdout: { readonly isTerminal: boolean },
  asked: { readonly json?: true; readonly jsonl?: true; readonly outputDir?: string; readonly report?: string },
): void {
  const kept = asked.outputDir !== undefined ? '--output-dir' : asked.report !== undefined ? '--report' : null;
  const other = asked.json ? '--json' : asked.jsonl ? '--jsonl' : kept;
  if (other === null && stdout.isTerminal) return;
  const why = other === null ? 'standard output is no terminal' : `it cannot be together with ${other}`;
  throw new RollcallError('bad_request', `--show-secrets: ${why}`, {
    hint: 'secrets are shown on a terminal only and kept nowhere; leave the flag out to get marks in their place',
  });
}
