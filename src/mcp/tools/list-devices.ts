import { z } from 'zod';
import type { Device } from '../../model/device.ts';
import { nextCallSchema } from '../../model/run-document.ts';
import { selectorInputSchema } from '../../model/run-request.ts';
import { foldNames } from '../../model/selector/fold-names.ts';
import { defineTool } from '../tool.ts';
import { prefixWithin } from './prefix-within.ts';

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
  /** Folded selector of all devices selected, also of those that the size limit left out; null where it is too long. */
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
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
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
  }),
  output: outputSchema,
  async handle({ devices, detail }, { rollcall, settings }) {
    const selection = await rollcall.listDevices(devices);
    const known = selection.devices.flatMap((each) => (each.known ? [each.device] : []));
    const unknown = selection.devices.flatMap((each) =>
      each.known ? [] : [{ name: each.name, did_you_mean: [...each.didYouMean] }],
    );
    // Each part may fill at most this much, so that together they stay within the size of an answer.
    const share = settings.max_chars / 4;
    const listed = prefixWithin(
      known.map((device) => onWire(device, detail === true)),
      2 * share,
      (device) => JSON.stringify(device).length,
    );
    const selector = foldNames(known.map((device) => device.name));
    const rest = known.slice(listed.length).map((device) => device.name);
    const listing: Listing = {
      total: known.length,
      selector: selector.length <= share ? selector : null,
      devices: listed,
      unknown: prefixWithin(unknown, share, (each) => JSON.stringify(each).length),
      groups: prefixWithin(
        [...selection.groups].map(([name, members]) => ({ name, count: members.length })),
        share / 2,
        (group) => JSON.stringify(group).length,
      ),
      source: selection.source,
      warnings: prefixWithin(selection.warnings, share / 2, (warning) => warning.length),
      truncated: rest.length === 0 ? null : `${rest.length} of ${known.length} devices are left out of this list`,
      next: rest.length === 0 ? null : nextPage(rest, share, detail === true),
    };
    return { text: toText(listing), document: listing, failed: known.length === 0 && unknown.length > 0 };
  },
});

/** The call for the devices left out, as many of them as a selector of this length can name. */
function nextPage(names: readonly string[], maxChars: number, detail: boolean): Listing['next'] {
  let page = names;
  let selector = foldNames(page);
  while (selector.length > maxChars && page.length > 1) {
    page = page.slice(0, Math.ceil(page.length / 2));
    selector = foldNames(page);
  }
  return { tool: 'list_devices', arguments: { devices: selector, ...(detail ? { detail } : {}) } };
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
  const lines = [`${total} devices from ${source}${selector === null ? '' : `: ${selector}`}`];
  if (groups.length > 0) lines.push(`groups: ${groups.map(({ name, count }) => `@${name} (${count})`).join(', ')}`);
  for (const { name, did_you_mean } of unknown) {
    const near = did_you_mean.length === 0 ? '' : `; did you mean ${did_you_mean.join(' or ')}?`;
    lines.push(`unknown device ${name}${near}`);
  }
  for (const warning of warnings) lines.push(`warning: ${warning}`);
  for (const device of devices) lines.push(deviceLine(device));
  if (truncated !== null && next !== null) {
    lines.push(`${truncated}; the next call is ${next.tool} ${JSON.stringify(next.arguments)}`);
  }
  return lines.join('\n');
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
