import { createHash } from 'node:crypto';
import type { Device } from '../model/device.ts';
import type { SelectedDevice } from '../model/inventory.ts';

/** 72 bits: no two devices of a fleet meet by chance, and a run of ten thousand stays small. */
const originChars = 12;

/**
 * What has to be the same for an answer to stand for another one: where the device is and how it is logged in to, what it
 * speaks, and what is replaced in its answers. A hash, because two are only ever compared.
 */
function originOf({ host, port, username, platform }: Device, redaction: string): string {
  const facts = JSON.stringify([host, port, username, platform, redaction]);
  return createHash('sha256').update(facts).digest('base64url').slice(0, originChars);
}

/** For each selected device, in its place; null for an unknown name. */
export function deviceOrigins(selected: readonly SelectedDevice[], redaction: string): (string | null)[] {
  return selected.map((each) => (each.known ? originOf(each.device, redaction) : null));
}
