import { applyPatch } from 'diff';
import { expect } from 'vitest';
import * as z from 'zod';
import { outcomes } from '../../src/model/outcome.ts';
import { type NextCall, type RunDocument, views } from '../../src/model/run-document.ts';
import { type PresentOptions, presentRun } from '../../src/present/mcp-answer.ts';
import { presentOutput } from '../../src/present/output-answer.ts';
import { outputLines } from '../../src/result/output-lines.ts';
import { readJson } from '../../src/result/read-json.ts';
import { reducedView, reductionOf } from '../../src/result/reduced-view.ts';
import type { RunView } from '../../src/result/run-view.ts';
import { expand } from './named-devices.ts';

const runArguments = z.strictObject({
  run_id: z.string(),
  view: z.enum(views).optional(),
  devices: z.string().optional(),
  outcome: z.array(z.enum(outcomes)).optional(),
  from: z.strictObject({ device: z.string(), command: z.int().optional(), offset: z.int().optional() }).optional(),
  match: z.string().optional(),
  select: z.string().optional(),
  max_chars: z.int(),
});
const outputArguments = z.strictObject({
  run_id: z.string(),
  device: z.string(),
  command: z.int().optional(),
  offset: z.int(),
  max_chars: z.int(),
});

/** What a reader has seen of each different text that a command was answered with. */
export class Seen {
  readonly #view: RunView;
  readonly #shown = new Map<string, Uint8Array>();

  constructor(view: RunView) {
    this.#view = view;
  }

  /** The characters from `start` on; they have to be the device's. */
  take(device: string, command: number, start: number, text: string): void {
    const stdout = this.#view.row(device, command)?.stdout ?? '';
    expect(stdout.slice(start, start + text.length)).toBe(text);
    const shown = this.#shown.get(stdout) ?? new Uint8Array(stdout.length);
    this.#shown.set(stdout, shown.fill(1, start, start + text.length));
  }

  /** A value, which stands for all of the text that it was read from. */
  takeValue(device: string, command: number, value: unknown): void {
    const row = this.#view.row(device, command);
    const reading = row?.json ?? readJson(row?.stdout ?? '');
    expect(reading).toMatchObject({ ok: true, value });
    this.take(device, command, 0, row?.stdout ?? '');
  }

  /** A diff from the output of other devices; it has to give the device's. */
  apply(device: string, command: number, diff: string, from: readonly string[], isWhole: boolean): void {
    const stdout = this.#view.row(device, command)?.stdout ?? '';
    const base = this.#view.row(from[0] ?? '', command)?.stdout ?? '';
    // Where something is left out it may be the end of the diff, or of stderr only.
    const applied = isWhole ? patched(base, diff) : attempt(() => patched(base, diff));
    if (isWhole) expect(applied).toBe(stdout);
    if (applied === stdout) this.take(device, command, 0, stdout);
  }

  /** The outputs, as `command device`, of which something was never shown. */
  missing(): readonly string[] {
    return this.#view.rows().flatMap(({ finished, device, command, stdout }) => {
      const complete =
        finished === null || stdout === '' || (this.#shown.get(stdout)?.every((each) => each === 1) ?? false);
      return complete ? [] : [`${command.index} ${device}`];
    });
  }

  lineStart(device: string, command: number, line: number): number {
    const lines = outputLines(this.#view.row(device, command)?.stdout ?? '').slice(0, line - 1);
    return lines.reduce((sum, { text }) => sum + text.length, 0);
  }
}

function patched(base: string, diff: string): string | false {
  return diff === '' ? base : applyPatch(base, diff, { autoConvertLineEndings: false });
}

function attempt(work: () => string | false): string | false {
  try {
    return work();
  } catch {
    return false;
  }
}

export interface Walk {
  readonly seen: Seen;
  readonly calls: readonly NextCall[];
}

/** Follows `next` from the first answer to the end, through the presenters that the tools use. */
export function followNext(view: RunView, options: Omit<PresentOptions, 'nextMaxChars'>): Walk {
  const { maxChars } = options;
  const seen = new Seen(reducedView(view, options.reduction ?? null));
  const reduced = (options.reduction ?? null) !== null;
  const calls: NextCall[] = [];
  let next = readRun(seen, presentRun(view, { ...options, nextMaxChars: maxChars }).document);
  const before = new Set<string>();
  while (next !== null) {
    const key = JSON.stringify(next);
    expect(before, 'a call leads to itself').not.toContain(key);
    before.add(key);
    calls.push(next);
    next = next.tool === 'get_output' ? callGetOutput(view, seen, next, reduced) : callGetRun(view, seen, next);
  }
  return { seen, calls };
}

function callGetRun(view: RunView, seen: Seen, { tool, arguments: args }: NextCall): NextCall | null {
  expect(tool).toBe('get_run');
  const { view: form = 'folded', devices, outcome, from, match, select, max_chars } = runArguments.parse(args);
  const { document } = presentRun(view, {
    view: form,
    maxChars: max_chars,
    reduction: reductionOf({ match, select }),
    nextMaxChars: max_chars,
    devices: devices === undefined ? undefined : expand(devices),
    outcomes: outcome,
    from: from && { device: from.device, command: from.command ?? 0, offset: from.offset ?? 0 },
  });
  return readRun(seen, document);
}

function callGetOutput(view: RunView, seen: Seen, { arguments: args }: NextCall, reduced: boolean): NextCall | null {
  const { device, command = 0, offset, max_chars } = outputArguments.parse(args);
  const row = view.row(device, command);
  if (row === undefined) throw new Error('there is no such result');
  const { document } = presentOutput(view.runId, row, { offset, maxChars: max_chars }, max_chars);
  // What is reduced is never led to whole answers, but for the end of a long stderr.
  if (reduced) expect(offset).toBe(0);
  else seen.take(device, command, seen.lineStart(device, command, offset + 1), document.output);
  return reduced ? null : document.next;
}

function readRun(seen: Seen, document: RunDocument): NextCall | null {
  const all = document.command.map((_, index) => index);
  const groups = document.groups ?? [];
  for (const group of groups) {
    const { devices, command_index = 0, distinct, output, diff, diff_from, omitted_chars } = group;
    if (distinct !== undefined) continue;
    const from = groups.find(({ id }) => id === diff_from);
    for (const device of expand(devices)) {
      if (group.output_json !== undefined) seen.takeValue(device, command_index, group.output_json);
      else if (output !== undefined) seen.take(device, command_index, 0, output);
      // Whoever has a whole diff has the output, once he has that of the other group, to which its cut leads.
      else seen.apply(device, command_index, diff ?? '', expand(from?.devices ?? ''), omitted_chars === undefined);
    }
  }
  for (const { devices, command_index, partial_output = '' } of document.failures) {
    for (const device of expand(devices)) {
      for (const index of command_index === undefined ? all : [command_index]) {
        seen.take(device, index, 0, partial_output);
      }
    }
  }
  for (const result of document.results ?? []) {
    const { device, command_index = 0, output = '', output_from_line = 1, output_json } = result;
    if (output_json !== undefined) seen.takeValue(device, command_index, output_json);
    seen.take(device, command_index, seen.lineStart(device, command_index, output_from_line), output);
  }
  return document.next;
}
