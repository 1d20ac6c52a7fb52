import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { CertifiedKey } from '../support/self-signed-certificate.ts';

export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The name asked for in TLS. */
  readonly serverName: unknown;
}

/** A receiver on loopback that answers as `answer` says; it ends with the test. */
export async function webhookReceiver(
  answer: (response: ServerResponse, count: number) => void,
  tls?: CertifiedKey,
): Promise<{ readonly port: number; readonly received: Received[] }> {
  const received: Received[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    const { method, url, headers, socket } = request;
    received.push({ method, url, headers, body, serverName: 'servername' in socket ? socket.servername : null });
    answer(response, received.length);
  };
  const server = tls === undefined ? createServer(take) : createTlsServer({ ...tls }, take);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, received };
}
