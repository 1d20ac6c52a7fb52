import fc from 'fast-check';
import { failedOutcomes } from '../../src/base/error-code.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { answered, at, ended, finished, started } from './run-events.ts';

const deviceName = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((n) => `core-r${n}`),
  fc.integer({ min: 1, max: 12 }).map((n) => `edge-r${String(n).padStart(2, '0')}.lon`),
  fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }),
);

const configuration = Array.from({ length: 40 }, (_, index) => `set interfaces ge-0/0/${index} mtu 9192\n`);

const piece = fc.oneof(
  fc.constantFrom('Junos: 22.4R3\n', 'Junos: 21.4R3\n', '', 'up\u2028down\r\n', '\u001b[31mred\u0007'),
  fc.string({ maxLength: 30, unit: 'binary' }),
  // Mostly alike, so that they are shown as diffs.
  fc.subarray(configuration, { minLength: configuration.length - 4 }).map((lines) => lines.join('')),
  fc.nat(2_000).map((n) => `line of output ${n}\n`.repeat(n)),
);

const row = fc.record({
  upTo: fc.constantFrom('finished', 'finished', 'finished', 'skipped', 'started', 'waiting'),
  outcome: fc.oneof({ weight: 3, arbitrary: fc.constant('ok' as const) }, fc.constantFrom(...failedOutcomes)),
  stdout: piece,
  stderr: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, piece),
  exitStatus: fc.constantFrom(0, 0, 0, 1, null),
  message: fc.constantFrom('connection refused', 'no answer', 'a \n b'),
  hint: fc.constantFrom(undefined, 'try again', 'did you mean core-r1?'),
  startMs: fc.nat(500),
  tookMs: fc.nat(5_000),
});

type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never;

/** The events of a random run, those of different devices mixed; it may be at any point of its life. */
export const arbitraryRun: fc.Arbitrary<readonly RunEvent[]> = fc
  .record({
    devices: fc.uniqueArray(deviceName, { minLength: 1, maxLength: 14 }),
    commands: fc.constantFrom(['show version'], ['show version', 'show chassis'], ['show x', 'show x', 'show "y"']),
    end: fc.constantFrom('finished', 'cancelled', null),
  })
  .chain(({ devices, commands, end }) => {
    const count = devices.length * commands.length;
    return fc
      .record({
        rows: fc.array(row, { minLength: count, maxLength: count }),
        picks: fc.infiniteStream(fc.nat(1_000)),
      })
      .map(({ rows, picks }) => {
        const queues = devices.map((device, d) =>
          commands.flatMap((_, c) => rowEvents(device, c, rows[d * commands.length + c])),
        );
        const mixed: RunEvent[] = [];
        for (const pick of picks) {
          const waiting = queues.filter((queue) => queue.length > 0);
          const next = waiting[pick % Math.max(1, waiting.length)]?.shift();
          if (next === undefined) break;
          mixed.push(next);
        }
        return [started(devices, commands), ...mixed, ...(end === null ? [] : [ended(9_000, end)])];
      });
  });

function rowEvents(device: string, commandIndex: number, row: Row | undefined): RunEvent[] {
  if (row === undefined || row.upTo === 'waiting') return [];
  const { upTo, stderr, hint, tookMs, ...rest } = row;
  const answer = {
    ...rest,
    commandIndex,
    endMs: row.startMs + tookMs,
    ...(stderr !== undefined && { stderr }),
    ...(hint !== undefined && { hint }),
  };
  if (upTo === 'skipped') return [finished(device, { ...answer, outcome: 'skipped' }, { time: at(row.startMs) })];
  const events = [...answered(device, answer)];
  return upTo === 'started' ? events.slice(0, -1) : events;
}
