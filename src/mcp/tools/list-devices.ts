import { z } from 'zod';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { Device } from '../../model/device.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import { nextCallSchema } from '../../model/run-document.ts';
import { type SelectorInput, selectorInputSchema } from '../../model/run-request.ts';
import { foldNames } from '../../model/selector/fold-names.ts';
import { countedDevices } from '../../present/counted-devices.ts';
import { nextText } from '../../present/next-text.ts';
import { printableLine } from '../../present/printable.ts';
import { defineTool } from '../tool.ts';
import { prefixWithin } from './prefix-within.ts';
import { toolAnnotations } from './tool-annotations.ts';

const deviceSchema = z.object({
  name: z.string(),
  host: z.string(),
  port: z.int(),
  platform: z.string(),
  groups: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  detail: z
    .object({
      username: z.string(),
      auth: z.array(z.enum(['agent', 'key', 'password'])),
      host_keys: z.string(),
      legacy_algorithms: z.boolean(),
      connect_timeout_s: z.number(),
      command_timeout_s: z.number(),
      sessions: z.int(),
    })
    .optional(),
});
type WireDevice = z.infer<typeof deviceSchema>;

const outputSchema = z.object({
  total: z.int(),
  /** Folded selector of all devices selected, also of those that the size limit left out; null where it is too long or there are none. */
  selector: z.string().nullable(),
  devices: z.array(deviceSchema),
  unknown: z.array(z.object({ name: z.string(), did_you_mean: z.array(z.string()) })),
  groups: z.array(z.object({ name: z.string(), count: z.int() })),
  source: z.string(),
  warnings: z.array(z.string()),
  truncated: z.string().nullable(),
  next: nextCallSchema.nullable(),
});
type Listing = z.infer<typeof outputSchema>;

export const listDevices = defineTool({
  name: 'list_devices',
  title: 'List devices',
  description: [
    'Lists the network devices of the inventory, all or those of a selector: name, host, port, platform, groups and tags; with detail also how rollcall logs in (never a secret) and the timeouts.',
    'Use it first, to learn the names, groups (select with "@name") and tags (select with "key:value") that execute_command_batch takes, or to check what a selector stands for. Nothing is sent to any device.',
    'Returns the devices in inventory order, the groups with their sizes, names that are not in the inventory with near ones, and selector: all of them as one selector that execute_command_batch takes.',
  ].join('\n'),
  annotations: toolAnnotations.looksUp,
  input: z.strictObject({
    devices: selectorInputSchema
      .optional()
      .describe(
        'A selector or a list of them, as for execute_command_batch, for example "@core" or "*.fra" (default: all).',
      ),
    detail: z
      .boolean()
      .optional()
      .describe('Also login method, user name, host key policy and timeouts (default false).'),
    from: z.string().min(1).max(255).optional().describe('Begin at this device of those selected. Taken from next.'),
  }),
  output: outputSchema,
  async handle({ devices, detail, from }, { rollcall, settings }) {
    const selection = await rollcall.listDevices(devices);
    const all = selection.devices.flatMap((each) => (each.known ? [each.device] : []));
    const known = all.slice(from === undefined ? 0 : placeOf(from, all));
    const unknown = selection.devices.flatMap((each) =>
      each.known ? [] : [{ name: each.name, did_you_mean: [...each.didYouMean] }],
    );
    const groups = [...selection.groups].map(([name, members]) => ({ name, count: members.length }));
    // Each part may fill at most this much, so that together they stay within the size of an answer.
    const share = settings.max_chars / 4;
    const listed = prefixWithin(
      known.map((device) => onWire(device, detail === true)),
      2 * share,
      jsonLength,
    );
    const selector = foldNames(all.map((device) => device.name));
    const rest = known.slice(listed.length).map((device) => device.name);
    const shown = {
      unknown: prefixWithin(unknown, share, jsonLength),
      groups: prefixWithin(groups, share / 2, jsonLength),
      warnings: prefixWithin(selection.warnings, share / 2, jsonLength),
    };
    const leftOut = [
      [rest.length, all.length, 'devices'],
      [unknown.length - shown.unknown.length, unknown.length, 'unknown names'],
      [groups.length - shown.groups.length, groups.length, 'groups'],
      [selection.warnings.length - shown.warnings.length, selection.warnings.length, 'warnings'],
    ] as const;
    const missing = leftOut.flatMap(([count, of, what]) => (count === 0 ? [] : [`${count} of ${of} ${what}`]));
    const more = { ...(detail === true && { detail }) };
    const listing: Listing = {
      total: all.length,
      selector: all.length > 0 && selector.length <= share ? selector : null,
      devices: listed,
      ...shown,
      source: selection.source,
      truncated: missing.length === 0 ? null : `${missing.join(', ')} are left out of this list`,
      next:
        rest.length === 0 ? null : { tool: 'list_devices', arguments: { ...following(rest, devices, share), ...more } },
    };
    const failed = all.length === 0 && unknown.length > 0;
    const text = toText(listing);
    return { text: failed ? `${onlyUnknown(selection.source)}\n\n${text}` : text, document: listing, failed };
  },
});

function onlyUnknown(source: string): string {
  return `unknown_device: none of these names is in the inventory ${source}\nWhat to do next: call list_devices again with a name it suggests below, or without arguments to see all names, groups and tags.`;
}

/** By a selector of the devices left out, or where that is too long by what was asked and the first of them. */
function following(
  rest: readonly string[],
  asked: SelectorInput | undefined,
  maxChars: number,
): Record<string, unknown> {
  const selector = foldNames(rest);
  if (selector.length <= maxChars) return { devices: selector };
  return { ...(asked !== undefined && { devices: asked }), from: rest[0] };
}

function placeOf(from: string, devices: readonly Device[]): number {
  const place = devices.findIndex(({ name }) => name === from);
  if (place >= 0) return place;
  throw new RollcallError('bad_request', 'the device in "from" is not among those selected', {
    hint: 'call list_devices again without "from"',
  });
}

function jsonLength(part: unknown): number {
  return JSON.stringify(part).length;
}

function onWire(device: Device, detail: boolean): WireDevice {
  const { name, host, port, platform } = device;
  const plain: WireDevice = { name, host, port, platform, groups: [...device.groups], tags: { ...device.tags } };
  if (!detail) return plain;
  return {
    ...plain,
    detail: {
      username: device.username,
      auth: device.auth.map(({ method }) => method),
      host_keys: device.hostKeys,
      legacy_algorithms: device.legacyAlgorithms,
      connect_timeout_s: device.connectTimeoutMs / 1_000,
      command_timeout_s: device.commandTimeoutMs / 1_000,
      sessions: device.sessionLimit,
    },
  };
}

function toText(listing: Listing): string {
  const { total, selector, devices, unknown, groups, source, warnings, truncated, next } = listing;
  const lines = [`${countedDevices(total)} from ${source}${selector === null ? '' : `: ${selector}`}`];
  if (groups.length > 0) lines.push(`groups: ${groups.map(({ name, count }) => `@${name} (${count})`).join(', ')}`);
  for (const { name, did_you_mean } of unknown) {
    lines.push([`unknown device ${name}`, didYouMean(did_you_mean)].filter((text) => text !== '').join('; '));
  }
  for (const warning of warnings) lines.push(`warning: ${warning}`);
  for (const device of devices) lines.push(deviceLine(device));
  if (truncated !== null) lines.push(next === null ? truncated : `${truncated}; the next call is ${nextText(next)}`);
  // Names and tags come from files and callers: nothing of them may steer a terminal.
  return lines.map(printableLine).join('\n');
}

function deviceLine({ name, host, port, platform, groups, tags, detail }: WireDevice): string {
  const words = [name, `${host}:${port}`, platform, ...groups.map((group) => `@${group}`)];
  for (const [key, value] of Object.entries(tags)) words.push(`${key}:${value}`);
  if (detail !== undefined) {
    words.push(
      `user ${detail.username}, auth ${detail.auth.join('+') || 'none'}, host keys ${detail.host_keys}`,
      `connect ${detail.connect_timeout_s} s, command ${detail.command_timeout_s} s, sessions ${detail.sessions}`,
    );
    if (detail.legacy_algorithms) words.push('legacy algorithms');
  }
  return words.join('  ');
}
