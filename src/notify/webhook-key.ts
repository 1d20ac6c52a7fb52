import { createHmac } from 'node:crypto';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Secret } from '../base/secret.ts';

const prefix = 'whsec_';

/** Bytes of a key (Standard Webhooks, "Signature scheme"). */
const minBytes = 24;
const maxBytes = 64;

/** The key in a secret of the form `whsec_` + base64. Throws `bad_settings`. */
export function webhookKey(secret: Secret): Secret {
  const text = secret.reveal();
  const key = Buffer.from(text.slice(prefix.length), 'base64');
  // Node.js passes over what is no base64; a key that was cut or mistyped must not become another one.
  const exact = key.toString('base64').replace(/=+$/, '') === text.slice(prefix.length).replace(/=+$/, '');
  if (text.startsWith(prefix) && exact && key.length >= minBytes && key.length <= maxBytes) return secret;
  throw new RollcallError('bad_settings', 'the webhook secret is no key of the form whsec_…', {
    hint: `make one: printf 'whsec_%s\\n' "$(openssl rand -base64 32)"; the receiver needs the same`,
    phase: 'request',
  });
}

/** The value of the header `webhook-signature` (Standard Webhooks, "Signature scheme"). */
export function webhookSignature(secret: Secret, id: string, timestampS: number, body: string): string {
  const key = Buffer.from(secret.reveal().slice(prefix.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`, 'utf8').digest('base64')}`;
}
