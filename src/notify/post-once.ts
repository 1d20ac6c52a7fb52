import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { untilAborted } from '../base/abort.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import { addressProblem } from './check-webhook-url.ts';

/** The addresses that a name stands for. */
export type ResolveHost = (host: string) => Promise<readonly { readonly address: string }[]>;

export interface Post {
  readonly url: URL;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PostOptions {
  readonly resolve: ResolveHost;
  readonly allowPrivate: boolean;
  /** Certificates (PEM) trusted in place of Node.js's own. */
  readonly ca?: string | undefined;
  /** Ends everything, with a reason that says why. */
  readonly signal: AbortSignal;
}

/** `again`: another attempt may help. `final`: it will not. */
export interface PostAnswer {
  readonly result: 'delivered' | 'again' | 'final';
  readonly detail: string;
}

/** Nobody reads it; a receiver that ends its answer in order is not cut off. */
const maxBodyBytes = 65_536;

/** One attempt. Never rejects. Redirects are not followed: an answer of 3xx is a refusal like any other. */
export async function postOnce(post: Post, options: PostOptions): Promise<PostAnswer> {
  try {
    const address = await addressOf(post.url, options);
    return address.ok ? judged(await statusOf(post, address.address, options)) : final(address.why);
  } catch (thrown) {
    return { result: 'again', detail: thrown instanceof RollcallError ? thrown.message : systemErrorText(thrown) };
  }
}

type Address = { readonly ok: true; readonly address: string } | { readonly ok: false; readonly why: string };

/** Resolved once, checked, and then connected to by its number: a name that changes its answer gains nothing. */
async function addressOf(url: URL, { resolve, allowPrivate, signal }: PostOptions): Promise<Address> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const found = isIP(host) !== 0 ? [{ address: host }] : await untilAborted(resolve(host), signal);
  const encrypted = url.protocol === 'https:';
  const problems = found.map(({ address }) => addressProblem(address, { allowPrivate, encrypted }));
  const good = found.find((_, index) => problems[index] === null);
  if (good !== undefined) return { ok: true, address: good.address };
  return { ok: false, why: `${url.host} stands for ${problems[0] ?? 'no address'}` };
}

function statusOf({ url, body, headers }: Post, address: string, { ca, signal }: PostOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const options = {
      method: 'POST',
      host: address,
      ...(url.port !== '' && { port: url.port }),
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
      // No connection is kept, so none has to be closed later.
      agent: false as const,
      signal,
    };
    const name = isIP(url.hostname.replace(/^\[(.*)\]$/, '$1')) === 0 ? url.hostname : '';
    const request: ClientRequest =
      url.protocol === 'https:'
        ? httpsRequest({ ...options, servername: name, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) })
        : httpRequest(options);
    let status: number | null = null;
    request.on('error', (error) => {
      // After the status has come the deadline cuts off no more than a body that nobody reads.
      if (status === null) reject(signal.aborted ? signal.reason : error);
    });
    request.once('response', (response) => {
      status = response.statusCode ?? 0;
      passOver(response, request);
    });
    request.once('close', () => {
      if (status !== null) resolve(status);
    });
    request.end(body);
  });
}

function passOver(response: IncomingMessage, request: ClientRequest): void {
  let bytes = 0;
  response.on('error', () => {});
  response.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > maxBodyBytes) request.destroy();
  });
}

function judged(status: number): PostAnswer {
  if (status >= 200 && status < 300) return { result: 'delivered', detail: `answered ${status}` };
  if (status === 429 || status >= 500) return { result: 'again', detail: `answered ${status}` };
  if (status >= 300 && status < 400) return final(`answered ${status}: redirects are not followed`);
  return final(`answered ${status}`);
}

const final = (detail: string): PostAnswer => ({ result: 'final', detail });
