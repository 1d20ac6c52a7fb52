import { request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** A request with exactly these headers, on a connection of its own: `fetch` would not let Host be set. */
export function sendRaw(
  server: string,
  method: string,
  headers: Record<string, string>,
  body = '',
  path = '/mcp',
): Promise<HttpAnswer> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
