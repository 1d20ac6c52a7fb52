import { z } from 'zod';
import type { RunListEntry } from '../../app/rollcall.ts';
import { runStateSchema } from '../../model/run-document.ts';
import { countedDevices } from '../../present/counted-devices.ts';
import { printableLine } from '../../present/printable.ts';
import { defineTool } from '../tool.ts';
import { prefixWithin } from './prefix-within.ts';
import { toolAnnotations } from './tool-annotations.ts';

const defaultLimit = 20;
const maxLimit = 200;

/** A line of the list shows this much of a long command or selector; get_run has all of it. */
const maxFieldChars = 200;

const entrySchema = z.object({
  run_id: z.string(),
  /** Set for a plan: `command` then has its steps. */
  kind: z.literal('plan').optional(),
  /** Set for a run that is a part of a plan. */
  plan: z.object({ id: z.string(), step: z.string() }).optional(),
  state: runStateSchema,
  start_time: z.string(),
  command: z.array(z.string()),
  devices: z.string(),
  device_count: z.int(),
});

export const listRuns = defineTool({
  name: 'list_runs',
  title: 'List earlier runs',
  description: [
    'Lists the runs and plans on record, newest first: run_id, state, start, commands and devices. The record holds the runs of every rollcall process of this user.',
    'Use it to find the run_id of earlier work, for example before asking the devices the same again. Read a run with get_run. Nothing is sent to any device.',
  ].join('\n'),
  annotations: toolAnnotations.looksUp,
  input: z.strictObject({
    limit: z.int().min(1).max(maxLimit).optional().describe(`At most this many runs (default ${defaultLimit}).`),
    command: z.string().min(1).max(4_096).optional().describe('Only runs with this text in a command.'),
    device: z.string().min(1).max(255).optional().describe('Only runs on this device (its exact name).'),
    since: z
      .union([z.iso.datetime({ offset: true }), z.iso.date()])
      .optional()
      .describe(
        'Only runs started then or later: an ISO 8601 date or time such as 2026-11-02 or 2026-11-02T08:00:00Z.',
      ),
  }),
  output: z.object({ runs: z.array(entrySchema), truncated: z.string().nullable() }),
  async handle({ limit, command, device, since }, { rollcall, settings }) {
    const wanted = limit ?? defaultLimit;
    // One more than wanted tells whether there are more.
    const { entries, newestSearched } = await rollcall.listRuns({
      limit: wanted + 1,
      command,
      device,
      since: since === undefined ? undefined : new Date(since).toISOString(),
    });
    const found = entries.slice(0, wanted).map(onWire);
    const runs = prefixWithin(found, settings.max_chars, (entry) => JSON.stringify(entry).length);
    const notes: string[] = [];
    if (runs.length < entries.length) {
      const more =
        runs.length < found.length ? 'narrow the list' : `raise limit (at most ${maxLimit}) or narrow the list`;
      notes.push(`older runs are left out after the first ${runs.length}: ${more} with command, device or since`);
    }
    if (newestSearched !== null) notes.push(`only the newest ${newestSearched} runs were searched`);
    const truncated = notes.length === 0 ? null : notes.join('; ');
    const lines = runs.map((run) =>
      printableLine(
        `${run.run_id}  ${run.start_time}  ${run.state}  ${countedDevices(run.device_count)} (${run.devices})  ${whatIs(run)}${run.command.join(' ; ')}`,
      ),
    );
    if (lines.length === 0) lines.push('No run on record matches. Start one with execute_command_batch.');
    if (truncated !== null) lines.push(truncated);
    return { text: lines.join('\n'), document: { runs, truncated }, failed: false };
  },
});

/** `plan: `, or for a part of one `step facts of 01J…: `. */
function whatIs({ kind, plan }: WireEntry): string {
  if (plan !== undefined) return `step ${plan.step} of ${plan.id}: `;
  return kind === undefined ? '' : `${kind}: `;
}

type WireEntry = z.infer<typeof entrySchema>;

function onWire(entry: RunListEntry): WireEntry {
  return {
    run_id: entry.runId,
    ...(entry.kind !== undefined && { kind: entry.kind }),
    ...(entry.plan !== undefined && { plan: { ...entry.plan } }),
    state: entry.state,
    start_time: entry.startTime,
    command: entry.commands.map(clip),
    devices: clip(entry.devices),
    device_count: entry.deviceCount,
  };
}

function clip(text: string): string {
  return text.length <= maxFieldChars ? text : `${text.slice(0, maxFieldChars - 1)}…`;
}
