/**
 * The origin that an entry of the setting `webhook_hosts` allows: `host` and `host:port` are https, `http://host:port` is
 * http. Null where it is neither.
 */
export function webhookOrigin(entry: string): string | null {
  const text = entry.includes('://') ? entry : `https://${entry}`;
  if (!/^https?:\/\/[^/?#@\s*]+$/i.test(text) || !URL.canParse(text)) return null;
  return new URL(text).origin;
}
