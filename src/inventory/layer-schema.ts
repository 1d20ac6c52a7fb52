import { z } from 'zod';
import { PlainScalar } from '../base/yaml-file.ts';
import { hostKeyPolicies } from '../model/device.ts';
import { platformNames } from '../model/platform-name.ts';
import { authList } from './auth-fields.ts';
import {
  notYetSupported,
  oneOf,
  perSecond,
  seconds,
  shape,
  text,
  trueOrFalse,
  userName,
  wholeNumber,
} from './fields.ts';

/** Selectable without quotes: name characters of a selector. */
const selectorName = /^[A-Za-z0-9._-]+$/;
/** `platform:eos` already means the device's own platform. */
const reservedTagKeys: ReadonlySet<string> = new Set(['platform']);

/** `{ site: fra }`; keys are words that a selector can use (`site:fra`). */
const tags = z.unknown().transform((value, context): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  if (value === null) return found;
  if (!(value instanceof Map)) {
    context.issues.push({ code: 'invalid_type', expected: 'map', message: 'a map of texts', input: value });
    return z.NEVER;
  }
  for (const [key, raw] of value) {
    const tag: unknown = raw instanceof PlainScalar ? raw.text : raw;
    if (!selectorName.test(key) || reservedTagKeys.has(key)) {
      const message = reservedTagKeys.has(key)
        ? `a tag cannot be named "${key}": a selector ${key}:… already means the device's own ${key}`
        : 'expected a tag name of letters, digits, ".", "_" and "-"';
      context.issues.push({ code: 'custom', path: [key], message, input: value });
    } else if (typeof tag === 'string') found.set(key, tag);
    else context.issues.push({ code: 'invalid_type', expected: 'string', path: [key], message: 'text', input: value });
  }
  return found;
});

const limitFields = { sessions: wholeNumber(1, 100).optional() };

/** What defaults, groups and devices may all set. */
const layerFields = {
  platform: oneOf(platformNames).optional(),
  port: wholeNumber(1, 65_535).optional(),
  username: userName().optional(),
  auth: authList.optional(),
  host_keys: oneOf(hostKeyPolicies).optional(),
  known_hosts: text('a path').optional(),
  via: notYetSupported,
  legacy_algorithms: trueOrFalse().optional(),
  timeouts: shape({ connect_s: seconds().optional(), command_s: seconds().optional() }).optional(),
  limits: shape(limitFields).optional(),
  tags: tags.optional(),
};

export const defaultsSchema = shape(layerFields);

export const groupSchema = shape({
  ...layerFields,
  limits: shape({
    ...limitFields,
    logins_per_s: perSecond().optional(),
    devices_at_once: wholeNumber(1, 100_000).optional(),
  }).optional(),
});

const groupList = 'a list of group names';

export const deviceSchema = shape({
  ...layerFields,
  host: text('a host name or address').optional(),
  groups: z.array(text('the name of a group'), groupList).optional(),
});

export type Layer = z.infer<typeof defaultsSchema>;
export type DeviceEntry = z.infer<typeof deviceSchema>;

export const groupNameExpected = 'expected a group name of letters, digits, ".", "_" and "-"';

export function isGroupName(name: string): boolean {
  return selectorName.test(name);
}
