// The current SDK, pinned to protocol 2026-07-28: it never falls back to `initialize`.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

export function connectStdio({ command, args, env }) {
  return connect(new StdioClientTransport({ command, args, env, stderr: 'inherit' }));
}

export function connectHttp(url, headers = {}) {
  return connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
}

export async function connect(transport) {
  const client = new Client(
    { name: 'modern-driver', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  await client.connect(transport);
  return {
    listTools: async () => (await client.listTools()).tools,
    callTool: (name, args, { signal, onProgress, timeoutMs = 60_000 } = {}) =>
      client.callTool(
        { name, arguments: args },
        { timeout: timeoutMs, ...(signal && { signal }), ...(onProgress && { onprogress: onProgress }) },
      ),
    close: () => client.close(),
  };
}
