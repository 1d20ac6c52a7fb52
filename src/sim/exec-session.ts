import type { Clock } from '../base/clock.ts';
import type { FaultKind } from './fault.ts';
import type { Piece } from './junos/answer.ts';
import { answerLine, execError } from './junos/cli-line.ts';
import type { Router } from './junos/router.ts';
import { play } from './playback.ts';
import type { Prng } from './prng.ts';
import type { ChannelRequest } from './ssh-server.ts';

export interface ExecContext {
  readonly router: Router;
  readonly fault: FaultKind | null;
  readonly clock: Clock;
  readonly prng: Prng;
}

/** What `slow-drip` waits before each line. */
const dripMs = 100;
/** `endless-output` sends a block this often: fast enough to reach any cap, slow enough to leave the loop free. */
const blockMs = 5;
const blockLines = 1_000;
const garbageBytes = 2_048;

/** Answers one exec request as `cli -c` does: LF line ends, no prompt, exit status 0 also for errors. */
export function runExec(command: string, request: ChannelRequest, { router, fault, clock, prng }: ExecContext): void {
  const { channel, closed } = request;
  const finish = (): void => {
    if (fault !== 'no-exit-status') channel.exit(0);
    channel.end();
  };
  const sink = {
    write: (text: string) => channel.write(text),
    onceDrained: (listener: () => void) => void channel.once('drain', listener),
  };
  const pieces = answerOf(router, command, clock.now());
  switch (fault) {
    case 'hang':
      return;
    case 'garbage':
      channel.write(prng.bytes(garbageBytes));
      finish();
      return;
    case 'drop-mid-output':
      play(firstHalf(pieces), sink, clock, closed, () => request.drop());
      return;
    case 'slow-drip':
      play(byLine(pieces), sink, clock, closed, finish);
      return;
    case 'endless-output':
      play(endless(router.member.name), sink, clock, closed, finish);
      return;
    default:
      play(pieces, sink, clock, closed, finish);
  }
}

/** `cli -c` takes `;` and line ends as separators: each part is a command of its own. */
function* answerOf(router: Router, command: string, nowMs: number): Generator<Piece> {
  for (const line of command.split(/[;\r\n]+/).filter((part) => part.trim() !== '')) {
    const answer = answerLine(router, line, nowMs);
    if (answer.ok) yield* answer.pieces;
    else yield { afterMs: 0, text: execError(answer) };
  }
}

/** The first half of the first piece that has text. */
function* firstHalf(pieces: Iterable<Piece>): Generator<Piece> {
  for (const { afterMs, text } of pieces) {
    yield { afterMs, text: text.slice(0, Math.ceil(text.length / 2)) };
    if (text !== '') return;
  }
}

function* byLine(pieces: Iterable<Piece>): Generator<Piece> {
  for (const { afterMs, text } of pieces) {
    yield { afterMs, text: '' };
    for (const line of text.split(/(?<=\n)/)) yield { afterMs: dripMs, text: line };
  }
}

function* endless(name: string): Generator<Piece> {
  for (let block = 0; ; block += 1) {
    const lines = Array.from({ length: blockLines }, (_, at) => `${name} line ${block * blockLines + at} of no end\n`);
    yield { afterMs: blockMs, text: lines.join('') };
  }
}
