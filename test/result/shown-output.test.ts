import { describe, expect, it } from 'vitest';
import type { OutputFormat } from '../../src/model/output-format.ts';
import type { View } from '../../src/model/run-document.ts';
import { reducedView } from '../../src/result/reduced-view.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import type { Reduction } from '../../src/result/run-view.ts';
import { answered, ended, foldOf, started } from './run-events.ts';

function shown(
  answers: readonly string[],
  view: View = 'folded',
  format: OutputFormat = 'json',
  reduction: Reduction | null = null,
) {
  const devices = answers.map((_, index) => `r${index + 1}`);
  const events = devices.flatMap((device, index) => answered(device, { stdout: answers[index] ?? '' }));
  const run = foldOf(started(devices, ['show version'], format), [...events, ended()]);
  return buildDocument(reducedView(run, reduction), { view });
}

describe('an answer of a run with format json', () => {
  it('is its value, in the group or with the device', () => {
    const answer = '\n{"a" : [{"data" : "x"}]}\n{master}\n';
    const value = { a: [{ data: 'x' }] };
    const [group] = shown([answer]).groups ?? [];
    expect(group).toMatchObject({ devices: 'r1', output_json: value });
    expect(group).not.toHaveProperty('output');
    const [result] = shown([answer], 'per_device').results ?? [];
    expect(result).toMatchObject({ device: 'r1', output_json: value });
    expect(result).not.toHaveProperty('output');
  });

  it('says what was tolerated', () => {
    expect(shown(['{"a": [1, 2,],\n"b": 3m}']).groups).toMatchObject([
      { output_json: { a: [1, 2], b: '3m' }, output_note: 'trailing comma, bare word tolerated' },
    ]);
  });

  it.each([
    ['{"a":\n\n]', 'no JSON: line 3: expected a value'],
    ['', 'no JSON: the answer is empty'],
    ['Junos: 22.4R3\n', 'no JSON: line 1: expected JSON'],
  ])('%j stays the text that it is, with the reason', (output, note) => {
    expect(shown([output]).groups).toMatchObject([{ output, output_note: note }]);
    expect(shown([output], 'per_device').results).toMatchObject([{ output, output_note: note }]);
  });

  it('is never a diff, and still has its distance from the common one', () => {
    const lines = (last: string): string => `{\n${'"k": 1,\n'.repeat(30)}"z": ${last}\n}\n`;
    const groups = shown([lines('1'), lines('1'), lines('2')]).groups ?? [];
    expect(groups[1]).toMatchObject({ devices: 'r3', output_json: { z: 2 }, distance: 2 });
    expect(groups[1]).not.toHaveProperty('diff');
    expect(shown([lines('1'), lines('1'), lines('2')], 'folded', 'text').groups?.[1]).toHaveProperty('diff');
  });

  it('is text where the run asked for xml, until something is selected', () => {
    const [group] = shown(['<rpc-reply/>\n'], 'folded', 'xml').groups ?? [];
    expect(group?.output).toBe('<rpc-reply/>\n');
    const answers = ['<rpc-reply><a>1</a></rpc-reply>', '<a>1</a>\n', 'Junos: 22.4R3\n'];
    expect(shown(answers, 'folded', 'xml', { select: 'a[0].data' }).groups).toMatchObject([
      { devices: 'r[1-2]', output_json: '1' },
      { devices: 'r3', output: 'Junos: 22.4R3\n', output_note: 'no XML: line 1: expected XML' },
    ]);
    expect(shown(answers, 'folded', 'xml', { match: 'rpc' }).groups?.[0]).toHaveProperty('output');
  });
});
