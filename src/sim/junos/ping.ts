import type { Piece, Question } from './answer.ts';

const intervalMs = 1_000;
const rapidIntervalMs = 10;
const rapidCount = 5;

const options = ['count', 'interval', 'routing-instance', 'size', 'source', 'ttl', 'wait'] as const;

interface Request {
  readonly host: string;
  readonly rapid: boolean;
  readonly values: Readonly<Partial<Record<(typeof options)[number], string>>>;
}

/**
 * `ping HOST [count N] [size N] [rapid] …`: one packet a second; `rapid` one each 10 ms, 5 of them by default; else
 * without `count` endless.
 */
export function* ping({ args }: Question): Generator<Piece> {
  const request = readRequest(args);
  if (typeof request === 'string') {
    yield { afterMs: 0, text: `\nerror: syntax error, expecting <command>: ${request}\n` };
    return;
  }
  const { host, rapid, values } = request;
  const count = Number(values.count ?? (rapid ? rapidCount : Number.POSITIVE_INFINITY));
  const size = Number(values.size ?? 56);
  yield { afterMs: 0, text: `PING ${host} (${host}): ${size} data bytes\n` };
  const times: number[] = [];
  for (let packet = 0; packet < count; packet += 1) {
    const time = 1.8 + ((packet * 37) % 60) / 100;
    if (Number.isFinite(count)) times.push(time);
    const line = `${size + 8} bytes from ${host}: icmp_seq=${packet} ttl=62 time=${time.toFixed(3)} ms\n`;
    const afterMs = packet === 0 ? 0 : rapid ? rapidIntervalMs : intervalMs;
    yield { afterMs, text: rapid ? '!' : line };
  }
  yield { afterMs: 0, text: `${rapid ? '\n' : ''}\n${statistics(host, times)}` };
}

/** The request, or the word that was not understood. */
function readRequest([host = '', ...words]: readonly string[]): Request | string {
  const values: Partial<Record<(typeof options)[number], string>> = {};
  let rapid = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const matches = [...options, 'rapid' as const].filter((name) => name === word || name.startsWith(word));
    const [name] = matches;
    if (name === undefined || matches.length > 1) return word;
    if (name === 'rapid') {
      rapid = true;
      continue;
    }
    at += 1;
    const value = words[at] ?? '';
    if ((name === 'count' || name === 'size') && !/^[1-9]\d{0,5}$/.test(value)) return value;
    values[name] = value;
  }
  return host === '' ? '' : { host, rapid, values };
}

function statistics(host: string, times: readonly number[]): string {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length);
  const figures = [Math.min(...times), mean, Math.max(...times), deviation].map((figure) => figure.toFixed(3));
  return (
    `--- ${host} ping statistics ---\n` +
    `${times.length} packets transmitted, ${times.length} packets received, 0% packet loss\n` +
    `round-trip min/avg/max/stddev = ${figures.join('/')} ms\n`
  );
}
