import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runDocumentSchema, views } from '../../src/model/run-document.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { foldEvents } from '../../src/result/run-fold.ts';
import { arbitraryRun } from './arbitrary-run.ts';
import { type Answer, answered, at, ended, finished, foldOf, started } from './run-events.ts';

function documentOf(answers: Record<string, Answer>, view: 'folded' | 'per_device' = 'folded') {
  const events = Object.entries(answers).flatMap(([device, answer]) => answered(device, answer));
  return buildDocument(foldOf(started(Object.keys(answers)), [...events, ended()]), { view });
}

describe('buildDocument', () => {
  it('accounts for a run as the contract shows it', () => {
    const first = started(['core-r2', 'core-r1', 'edge-r9', 'nope']);
    const fold = foldOf(first, [
      ...answered('core-r1', { stdout: 'same\n', startMs: 0, endMs: 412 }),
      ...answered('core-r2', { stdout: 'same\n', startMs: 0, endMs: 1_100 }),
      ...answered('edge-r9', { outcome: 'auth_failed', message: 'refused', hint: 'check', startMs: 5, endMs: 205 }),
      finished('nope', { outcome: 'unknown_device', message: 'not in the inventory' }),
      ended(1_204),
    ]);
    expect(buildDocument(fold, { view: 'folded' })).toEqual({
      run_id: first.run_id,
      state: 'finished',
      command: ['show version'],
      devices: 'core-r[1-2],edge-r9,nope',
      summary: {
        total: 4,
        succeeded: 2,
        failed: 2,
        pending: 0,
        by_outcome: { ok: 2, auth_failed: 1, unknown_device: 1 },
        start_time: at(0),
        end_time: at(1_204),
        total_duration: 1.204,
        slowest: [
          { device: 'core-r2', execution_duration: 1.1 },
          { device: 'core-r1', execution_duration: 0.412 },
          { device: 'edge-r9', execution_duration: 0.2 },
        ],
      },
      groups: [{ id: 1, command: 'show version', devices: 'core-r[1-2]', count: 2, output: 'same\n' }],
      failures: [
        { outcome: 'auth_failed', phase: 'command', devices: 'edge-r9', count: 1, message: 'refused', hint: 'check' },
        { outcome: 'unknown_device', phase: 'command', devices: 'nope', count: 1, message: 'not in the inventory' },
      ],
      results: [
        expect.objectContaining({ device: 'core-r2', status: 'success', group: 1, exit_status: 0, attempts: 1 }),
        expect.objectContaining({ device: 'core-r1', execution_duration: 0.412 }),
        {
          device: 'edge-r9',
          command: 'show version',
          command_index: 0,
          status: 'failed',
          outcome: 'auth_failed',
          exit_status: null,
          execution_duration: 0.2,
          start_time: at(5),
          end_time: at(205),
          attempts: 1,
          error: { code: 'auth_failed', message: 'refused', hint: 'check', phase: 'command' },
        },
        {
          device: 'nope',
          command: 'show version',
          command_index: 0,
          status: 'failed',
          outcome: 'unknown_device',
          execution_duration: 0,
          start_time: null,
          end_time: null,
          error: { code: 'unknown_device', message: 'not in the inventory', phase: 'command' },
        },
      ],
      pending: null,
      masked: [],
      warnings: [],
      truncated: null,
      next: null,
    });
  });

  it('folds only what is the same byte for byte, stderr and exit status included; largest group first', () => {
    const { groups } = documentOf({
      r1: { stdout: 'a\n' },
      r2: { stdout: 'b\n' },
      r3: { stdout: 'b\n' },
      r4: { stdout: 'b\n', stderr: 'warned' },
      r5: { stdout: 'b\n', exitStatus: 1 },
      r6: { stdout: 'b\r\n' },
      r7: { stdout: 'b\n', exitStatus: null },
    });
    expect(groups?.map(({ id, devices, stderr, exit_status }) => [id, devices, stderr, exit_status])).toEqual([
      [1, 'r[2-3]', undefined, undefined],
      [2, 'r1', undefined, undefined],
      [3, 'r4', 'warned', undefined],
      [4, 'r5', undefined, 1],
      [5, 'r6', undefined, undefined],
      [6, 'r7', undefined, null],
    ]);
  });

  it('keeps equal answers to different commands apart', () => {
    const fold = foldOf(started(['r1'], ['a', 'b']), [
      ...answered('r1', { stdout: 'x', commandIndex: 1 }),
      ...answered('r1', { stdout: 'x', commandIndex: 0 }),
    ]);
    const { groups, results, command } = buildDocument(fold, { view: 'folded' });
    expect(command).toEqual(['a', 'b']);
    expect(groups?.map((group) => [group.id, group.command, group.command_index])).toEqual([
      [1, 'a', 0],
      [2, 'b', 1],
    ]);
    expect(results?.map((result) => [result.command_index, result.group])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('folds failures alike in outcome, phase, code, message and hint', () => {
    const { failures } = documentOf({
      r1: { outcome: 'unreachable', message: 'refused' },
      r2: { outcome: 'unreachable', message: 'no route' },
      r3: { outcome: 'unreachable', message: 'no route' },
      r4: { outcome: 'unreachable', message: 'no route', hint: 'other' },
    });
    expect(failures.map(({ devices, count, message }) => [devices, count, message])).toEqual([
      ['r[2-3]', 2, 'no route'],
      ['r1', 1, 'refused'],
      ['r4', 1, 'no route'],
    ]);
  });

  it('names the command of a failure only where not every command of its devices failed so', () => {
    const lost = { outcome: 'unreachable', message: 'refused' } as const;
    const fold = foldOf(started(['r1', 'r2'], ['a', 'b']), [
      ...answered('r1', { ...lost, commandIndex: 0 }),
      ...answered('r1', { ...lost, commandIndex: 1 }),
      ...answered('r2', { commandIndex: 0 }),
      ...answered('r2', { ...lost, commandIndex: 1 }),
    ]);
    const { failures } = buildDocument(fold, { view: 'folded' });
    expect(failures.map(({ command, command_index, devices }) => [command, command_index, devices])).toEqual([
      [undefined, undefined, 'r1'],
      ['b', 1, 'r2'],
    ]);
  });

  it('keeps partial output with its result in both views, and with its failure where all sent the same', () => {
    const answers: Record<string, Answer> = {
      r1: { outcome: 'command_timeout', stdout: 'half\n' },
      r2: { outcome: 'command_timeout', stdout: 'half\n' },
      r3: { outcome: 'connection_lost', stdout: 'x' },
      r4: { outcome: 'connection_lost', stdout: 'y' },
    };
    for (const view of views) {
      const { results, failures } = documentOf(answers, view);
      expect(results?.map((result) => result.output)).toEqual(['half\n', 'half\n', 'x', 'y']);
      expect(failures.map((failure) => failure.partial_output)).toEqual(['half\n', undefined]);
    }
  });

  it('gives each result its output in the per-device view, an empty one too, and no groups', () => {
    const document = documentOf({ r1: { stdout: 'a' }, r2: {}, r3: { outcome: 'busy' } }, 'per_device');
    expect(document.groups).toBeUndefined();
    expect(document.results?.map(({ output, group }) => [output, group])).toEqual([
      ['a', undefined],
      ['', undefined],
      [undefined, undefined],
    ]);
  });

  it('names devices with an unfinished command as pending, and gives finished rows only a result', () => {
    const fold = foldOf(started(['r1', 'r2', 'r3'], ['a', 'b']), [
      ...answered('r1', { commandIndex: 0 }),
      ...answered('r1', { commandIndex: 1 }),
      ...answered('r2', { commandIndex: 0, endMs: 700 }),
    ]);
    const document = buildDocument(fold, { view: 'folded' });
    expect(document.pending).toBe('r[2-3]');
    expect(document.results).toHaveLength(3);
    expect(document.summary).toMatchObject({ total: 6, pending: 3, end_time: null, total_duration: 0.7 });
  });

  it('narrows parts to devices and outcomes, never the summary', () => {
    const fold = foldOf(started(['r1', 'r2', 'r3']), [
      ...answered('r1', { stdout: 'a' }),
      ...answered('r2', { outcome: 'busy' }),
    ]);
    const byDevice = buildDocument(fold, { view: 'folded', devices: new Set(['r1']) });
    expect([byDevice.results?.length, byDevice.failures.length, byDevice.pending]).toEqual([1, 0, null]);
    const byOutcome = buildDocument(fold, { view: 'folded', outcomes: new Set(['busy']) });
    expect([byOutcome.groups, byOutcome.failures.length, byOutcome.pending]).toEqual([[], 1, 'r3']);
    expect(byOutcome.summary).toEqual(byDevice.summary);
    expect(byOutcome.summary.total).toBe(3);
  });

  it('carries labels', () => {
    const first = { ...started(['r1']), commands: [{ text: 'show version', label: 'version' }] };
    const { groups, results } = buildDocument(foldOf(first, answered('r1')), { view: 'folded' });
    expect([groups?.[0]?.label, results?.[0]?.label]).toEqual(['version', 'version']);
  });

  it('never shows a negative duration when the wall clock was set back', () => {
    const { results } = documentOf({ r1: { startMs: 500, endMs: 100 } });
    expect(results?.[0]?.execution_duration).toBe(0);
  });

  it('always makes a valid document with one result for each finished row (property)', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.boolean(), fc.constantFrom(...views), (events, ownerAlive, view) => {
        const fold = foldEvents(events, { ownerAlive });
        const document = buildDocument(fold, { view });
        expect(runDocumentSchema.parse(document)).toEqual(document);
        const named = fold.rows().filter((row) => row.finished !== null);
        expect(document.results?.map(({ device, command_index }) => [device, command_index])).toEqual(
          named.map((row) => [row.device, row.command.index]),
        );
        const { total, succeeded, failed, pending } = document.summary;
        expect(succeeded + failed + pending).toBe(total);
      }),
      { numRuns: 150 },
    );
  });
});
