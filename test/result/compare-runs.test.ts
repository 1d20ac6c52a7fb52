import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import type { Masker } from '../../src/model/masker.ts';
import { compareRuns } from '../../src/result/compare-runs.ts';
import { foldPlaces } from '../../src/result/fold-places.ts';
import { foldEvents } from '../../src/result/run-fold.ts';
import { arbitraryRun } from './arbitrary-run.ts';
import { type Answer, answered, ended, foldOf, started } from './run-events.ts';

const runOf = (answers: Readonly<Record<string, Answer>>, commands = ['show version']) =>
  foldOf(started(Object.keys(answers), commands), [
    ...Object.entries(answers).flatMap(([device, answer]) => answered(device, answer)),
    ended(),
  ]);

const kinds = (...[before, after, options]: Parameters<typeof compareRuns>) =>
  compareRuns(before, after, options).rows.map(({ device, kind }) => `${device} ${kind}`);

const table = (neighbours: readonly string[]): string => neighbours.map((each) => `${each} Establ\n`).join('');

const uptimes: Masker = (output) =>
  /up \d+/.test(output)
    ? { text: output.replace(/up \d+/g, 'up <uptime>'), masks: ['uptime'] }
    : { text: output, masks: [] };

describe('compareRuns', () => {
  it('tells same, changed, new, gone and failed', () => {
    const before = runOf({
      r1: { stdout: 'a\n' },
      r2: { stdout: 'a\n' },
      r3: { stdout: 'a\n' },
      r4: { stdout: 'a\n' },
      r5: { outcome: 'unreachable' },
      r6: { outcome: 'unreachable' },
    });
    const after = runOf({
      r1: { stdout: 'a\n' },
      r2: { stdout: 'b\n' },
      r4: { outcome: 'command_timeout', stdout: 'a\n' },
      r5: { stdout: 'a\n' },
      r7: { stdout: 'a\n' },
      r8: { outcome: 'auth_failed' },
    });
    expect(kinds(before, after).sort()).toEqual([
      ...['r1 same', 'r2 changed', 'r3 gone', 'r4 failed', 'r5 failed', 'r6 gone', 'r7 new', 'r8 failed'],
    ]);
    expect(kinds(before, after, { devices: new Set(['r2', 'r3']) })).toEqual(['r2 changed', 'r3 gone']);
  });

  it('shows an equal change of several devices once, whatever else is in their answers', () => {
    const lost = ['10.0.0.1', '10.0.0.9', '10.0.0.3'];
    const left = lost.filter((each) => each !== '10.0.0.9');
    const before = runOf({
      r1: { stdout: table(lost) },
      r2: { stdout: table(['192.0.2.1', ...lost]) },
      r3: { stdout: table(lost) },
    });
    const after = runOf({
      r1: { stdout: table(left) },
      r2: { stdout: table(['192.0.2.1', ...left]) },
      r3: { stdout: table([...lost, '10.0.0.4']) },
    });
    const { changes } = compareRuns(before, after);
    expect(changes.map(({ rows, diff }) => [rows.map(({ device }) => device).join(), diff])).toEqual([
      ['r1,r2', ['-10.0.0.9 Establ']],
      ['r3', ['+10.0.0.4 Establ']],
    ]);
    expect(changes[0]).toMatchObject({ removed: 1, added: 0, linesBefore: 3, linesAfter: 2 });
  });

  it('passes over what masks name, and shows changes as they came', () => {
    const before = runOf({ r1: { stdout: 'peer 1 up 5\npeer 2 up 9\n' }, r2: { stdout: 'peer 1 up 5\n' } });
    const after = runOf({ r1: { stdout: 'peer 1 up 7\n' }, r2: { stdout: 'peer 1 up 8\n' } });
    const { rows, changes, masks } = compareRuns(before, after, { masker: uptimes });
    expect(rows.map(({ kind }) => kind)).toEqual(['changed', 'same']);
    expect(changes.map(({ diff }) => diff)).toEqual([['-peer 2 up 9']]);
    expect(masks).toEqual(['uptime']);
    expect(kinds(before, after)).toEqual(['r1 changed', 'r2 changed']);
  });

  it('takes lines of display set in any order', () => {
    const command = ['show configuration | display set'];
    const before = runOf({ r1: { stdout: 'set a\nset b\n' }, r2: { stdout: 'set a\nset b\n' } }, command);
    const after = runOf({ r1: { stdout: 'set b\nset a\n' }, r2: { stdout: 'set c\nset a\n' } }, command);
    const { rows, changes } = compareRuns(before, after);
    expect(rows.map(({ kind }) => kind)).toEqual(['same', 'changed']);
    expect(changes[0]?.diff?.toSorted()).toEqual(['+set c', '-set b']);
  });

  it.each<[string, Answer, Answer, readonly string[]]>([
    ['exit status', { stdout: 'a\n' }, { stdout: 'a\n', exitStatus: 1 }, ['+exit status: 1']],
    ['stderr', { stdout: 'a' }, { stdout: 'a', stderr: 'odd\n' }, ['-a', '\\ No newline at end', '+a', '+stderr: odd']],
    ['last line feed', { stdout: 'a\n' }, { stdout: 'a' }, ['-a', '+a', '\\ No newline at end']],
  ])('sees a change of the %s alone', (_what, was, is, diff) => {
    expect(compareRuns(runOf({ r1: was }), runOf({ r1: is })).changes).toMatchObject([{ diff }]);
  });

  it('says how far apart answers are that are too different to show', () => {
    const lines = (word: string): string => Array.from({ length: 600 }, (_, index) => `${word} ${index}\n`).join('');
    const [before, after] = [
      runOf({ r1: { stdout: lines('old') } }),
      runOf({ r1: { stdout: `${lines('new')}old 1\n` } }),
    ];
    expect(compareRuns(before, after).changes).toMatchObject([
      { diff: null, removed: 599, added: 600, linesBefore: 600, linesAfter: 601 },
    ]);
  });

  it('matches commands by label or text, equal ones in their order', () => {
    const first = {
      ...started(['r1']),
      commands: [
        { text: 'show bgp', label: 'b' },
        { text: 'x', label: null },
        { text: 'y', label: null },
        { text: 'x', label: null },
      ],
    };
    const second = {
      ...started(['r1']),
      commands: [
        { text: 'x', label: null },
        { text: 'show bgp summary', label: 'b' },
        { text: 'x', label: 'again' },
        { text: 'z', label: null },
      ],
    };
    const all = (texts: readonly string[]): RunEvent[] =>
      texts.flatMap((stdout, commandIndex) => [...answered('r1', { stdout, commandIndex })]);
    const { rows } = compareRuns(foldOf(first, all(['B', 'X', 'Y', 'X2'])), foldOf(second, all(['X', 'B', 'X2', 'Z'])));
    expect(rows.map(({ command, kind }) => `${command.text} ${kind}`)).toEqual([
      ...['x same', 'show bgp summary same', 'x same', 'z new', 'y gone'],
    ]);
  });

  it('finds nothing changed between a run and itself', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const view = foldEvents(events, { ownerAlive: false });
        for (const { kind, after } of compareRuns(view, view, { masker: uptimes }).rows) {
          expect(kind).toBe(after?.finished?.outcome === 'ok' ? 'same' : 'failed');
        }
      }),
    );
  });

  it('has each device and command of either run exactly once, and each changed one in one change', () => {
    fc.assert(
      fc.property(arbitraryRun, arbitraryRun, (first, second) => {
        const [before, after] = [first, second].map((events) => foldEvents(events, { ownerAlive: false }));
        if (before === undefined || after === undefined) throw new Error('two runs');
        const { rows, changes, commands } = compareRuns(before, after);
        for (const view of [before, after]) {
          const side = view === before ? 'before' : 'after';
          const seen = rows.flatMap((row) => row[side] ?? []);
          expect(new Set(seen)).toEqual(new Set(view.rows()));
          expect(seen).toHaveLength(view.rows().length);
        }
        const places = rows.map(({ device, command }) => JSON.stringify([device, command.index]));
        expect(new Set(places).size).toBe(rows.length);
        expect(commands.length).toBeLessThanOrEqual(before.commands.length + after.commands.length);
        const changed = rows.filter(({ kind }) => kind === 'changed');
        expect(changes.flatMap((change) => change.rows)).toHaveLength(changed.length);
        expect(new Set(changes.flatMap((change) => change.rows))).toEqual(new Set(changed));
        const named = foldPlaces(rows).flatMap(({ devices }) => devices);
        expect(named.toSorted()).toEqual([...new Set(rows.map(({ device }) => device))].sort());
      }),
    );
  });
});
