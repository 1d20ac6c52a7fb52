import { isIP } from 'node:net';
import { RollcallError } from '../base/rollcall-error.ts';
import { webhookOrigin } from '../model/webhook-host.ts';
import { addressKind } from './address-kind.ts';

export interface WebhookRules {
  /** The setting `webhook_hosts`. */
  readonly hosts: readonly string[];
  /** The setting `webhook_allow_private`. */
  readonly allowPrivate: boolean;
}

/**
 * A URL that the settings let rollcall send to. Throws `bad_request`. A name that stands for a forbidden address is
 * found out when it is resolved: what it stands for can change any moment. Messages show no more than the origin.
 */
export function checkWebhookUrl(text: string, { hosts, allowPrivate }: WebhookRules): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused('it is no https URL', 'give it as https://host/path');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('it has a user name or password', 'leave them out: the receiver checks the signature');
  }
  if (url.hash !== '') throw refused('it has a fragment (#…)', 'leave the fragment out');
  if (!hosts.some((entry) => webhookOrigin(entry) === url.origin)) {
    const entry = url.protocol === 'https:' ? url.host : url.origin;
    throw refused(
      `${url.origin} is not among the webhook_hosts of the settings`,
      `the person who runs rollcall may add ${entry} to webhook_hosts`,
    );
  }
  if (url.protocol === 'http:' && !allowPrivate) {
    throw refused('it is not https', 'http is for private addresses, and only with webhook_allow_private: true');
  }
  const why = hostProblem(url.hostname, allowPrivate);
  if (why !== null) throw refused(`${url.origin} is ${why}`, 'give the URL of a receiver that stands elsewhere');
  return url;
}

function hostProblem(hostname: string, allowPrivate: boolean): string | null {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) return addressProblem(host, { allowPrivate, encrypted: true });
  const local = host === 'localhost' || host.endsWith('.localhost');
  return local && !allowPrivate ? 'this machine itself, which webhook_allow_private has to allow' : null;
}

/** Why nothing may be sent to this address; null where it may. */
export function addressProblem(
  address: string,
  { allowPrivate, encrypted }: { readonly allowPrivate: boolean; readonly encrypted: boolean },
): string | null {
  switch (addressKind(address)) {
    case 'never':
      return 'an address that webhooks never go to (link-local, metadata, multicast, IPv4 in IPv6 or reserved)';
    case 'private':
      return allowPrivate ? null : 'a loopback or private address, which webhook_allow_private has to allow';
    case 'public':
      return encrypted ? null : 'a public address, and http goes to private ones only';
  }
}

function refused(what: string, hint: string): RollcallError {
  return new RollcallError('bad_request', `webhook: ${what}; nothing was sent to any device`, {
    hint: `${hint} (docs/callbacks.md)`,
    phase: 'request',
  });
}
