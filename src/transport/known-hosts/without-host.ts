import { hostFieldMatches } from './host-match.ts';
import { parseKnownHosts } from './parse-known-hosts.ts';

const single = /^[^*?!,]+$/;

/**
 * The text of a known_hosts file whose plain lines no longer mean `address`: a line for it alone goes, one that means
 * other hosts too excludes it with `!address`. Ends with a line end unless it is empty.
 */
export function withoutHost(text: string, address: string): string {
  const affected = new Map(
    parseKnownHosts(text)
      .entries.filter((entry) => entry.marker === 'none' && hostFieldMatches(entry.hosts, address))
      .map((entry) => [entry.line, entry.hosts]),
  );
  const lines = text.split('\n').flatMap((line, index) => {
    const hosts = affected.get(index + 1);
    if (hosts === undefined) return [line];
    if (single.test(hosts)) return [];
    return [line.replace(hosts, () => `${hosts},!${address}`)];
  });
  const kept = lines.join('\n').replace(/\n+$/, '');
  return kept === '' ? '' : `${kept}\n`;
}
