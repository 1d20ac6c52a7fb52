import { describe, expect, it } from 'vitest';
import { selectionTable } from '../../src/present/selection-table.ts';
import { selectionText } from '../../src/present/selection-text.ts';
import { reducedView } from '../../src/result/reduced-view.ts';
import { answered, ended, foldOf, started } from '../result/run-events.ts';

function runOf(answers: Readonly<Record<string, string>>) {
  const devices = Object.keys(answers);
  const events = devices.flatMap((device) => answered(device, { stdout: answers[device] ?? '' }));
  return foldOf(started(devices, ['show version'], 'json'), [...events, ended()]);
}

describe('selectionTable', () => {
  it('makes a row of an object and of each object in a list; columns in order of first mention', () => {
    const run = runOf({
      r1: '{"version": "22.4R3", "up": true, "load": 0.5}',
      r2: '[{"model": "mx204", "version": null}, {"version": "21.4R3"}]',
    });
    expect(selectionTable(run)).toEqual({
      columns: ['device', 'version', 'up', 'load', 'model'],
      rows: [
        ['r1', '22.4R3', 'true', '0.5', ''],
        ['r2', '', '', '', 'mx204'],
        ['r2', '21.4R3', '', '', ''],
      ],
      without: [],
    });
  });

  it('puts any other value into one column, lists and objects within as JSON', () => {
    const run = runOf({
      r1: '{"a": "x"}',
      r2: '{"a": ["x", 1]}',
      r3: '{"a": [{"b": 1}, 2]}',
      r4: '{"a": {"b": {"c": 1}}}',
      r5: '{"a": false}',
    });
    expect(selectionTable(reducedView(run, { select: 'a' }))).toEqual({
      columns: ['device', 'value', 'b'],
      rows: [
        ['r1', 'x', ''],
        ['r2', '["x",1]', ''],
        ['r3', '[{"b":1},2]', ''],
        ['r4', '', '{"c":1}'],
        ['r5', 'false', ''],
      ],
      without: [],
    });
  });

  it('names every other device with the reason', () => {
    const devices = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'];
    const run = foldOf(started(devices, ['show version'], 'json'), [
      ...answered('r1', { stdout: '{"a": 1}' }),
      ...answered('r2', { stdout: '{"b": 1}' }),
      ...answered('r3', { stdout: '{"b": 1}' }),
      ...answered('r4', { stdout: '{"a": []}' }),
      ...answered('r5', { stdout: 'error: no' }),
      ...answered('r6', { outcome: 'auth_failed' }),
    ]);
    const table = selectionTable(reducedView(run, { select: 'a' }));
    expect(table.rows).toEqual([['r1', '1']]);
    expect(table.without).toEqual([
      { devices: 'r[2-3]', why: 'nothing found' },
      { devices: 'r4', why: 'an empty list' },
      { devices: 'r5', why: 'no JSON: line 1: expected JSON' },
      { devices: 'r6', why: 'auth_failed: it was auth_failed' },
      { devices: 'r7', why: 'not finished yet' },
    ]);
  });

  it('tells several commands apart, and takes only the rows that are wanted', () => {
    const run = foldOf(started(['r1', 'r2'], ['show a', 'show b'], 'json'), [
      ...answered('r1', { stdout: '{"x": 1}' }),
      ...answered('r1', { stdout: '{"y": 2}', commandIndex: 1 }),
      ...answered('r2', { stdout: '' }),
      ...answered('r2', { stdout: '{"y": 3}', commandIndex: 1 }),
    ]);
    expect(selectionTable(run)).toEqual({
      columns: ['device', 'command', 'x', 'y'],
      rows: [
        ['r1', 'show a', '1', ''],
        ['r1', 'show b', '', '2'],
        ['r2', 'show b', '', '3'],
      ],
      without: [{ devices: 'r2', why: 'show a: no JSON: the answer is empty' }],
    });
    expect(selectionTable(run, ({ command }) => command.index === 1).columns).toEqual(['device', 'command', 'y']);
  });

  it('takes keys as they are, also odd ones', () => {
    const run = runOf({ r1: '{"__proto__": "a", "constructor": "b"}' });
    expect(selectionTable(run)).toMatchObject({
      columns: ['device', '__proto__', 'constructor'],
      rows: [['r1', 'a', 'b']],
    });
  });
});

describe('selectionText', () => {
  it('is cut to a terminal, shows no control characters, and names the devices without a row below', () => {
    const run = runOf({ r1: '{"a": "x\\u001b[31m", "b": "long and longer"}', r2: '' });
    expect(selectionText(selectionTable(run), { width: 24 })).toBe(
      ['device  a       b', 'r1      x␛[31m  long an…', '', 'r2: no JSON: the answer is empty', ''].join('\n'),
    );
  });

  it('is only the reasons where no device has a row', () => {
    expect(selectionText(selectionTable(runOf({ r1: '' })))).toBe('r1: no JSON: the answer is empty\n');
  });
});
