import type { SecretReader, SecretSource } from '../model/device.ts';
import type { Settings } from '../model/settings.ts';
import { createWebhooks, type WebhooksOptions } from './create-webhooks.ts';
import type { Webhooks } from './webhooks.ts';

/** How long an ending process waits for webhooks: a client that closes its server soon kills it. */
const lastTimeMs = { cli: 20_000, serve: 5_000 } as const;

export interface WebhookParts extends Pick<WebhooksOptions, 'version' | 'clock' | 'logger'> {
  readonly secrets: SecretReader;
  readonly absolute: (path: string) => string;
  readonly purpose: keyof typeof lastTimeMs;
}

/** Webhooks as the settings allow them. */
export function webhooksFor(settings: Settings, { secrets, absolute, purpose, ...parts }: WebhookParts): Webhooks {
  const source = secretSource(settings, absolute);
  return createWebhooks({
    hosts: settings.webhook_hosts,
    allowPrivate: settings.webhook_allow_private,
    readSecret: source === null ? null : () => secrets.read(source, new AbortController().signal),
    lastTimeMs: lastTimeMs[purpose],
    ...parts,
  });
}

function secretSource(settings: Settings, absolute: WebhookParts['absolute']): SecretSource | null {
  const { webhook_secret_file: file, webhook_secret_env: name } = settings;
  if (file !== null) return { from: 'file', path: absolute(file) };
  return name === null ? null : { from: 'env', name };
}
