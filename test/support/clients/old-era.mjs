// The previous SDK line: protocol 2025-11-25 and older.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

export function connectStdio({ command, args, env }) {
  return connect(new StdioClientTransport({ command, args, env, stderr: 'inherit' }));
}

export function connectHttp(url, headers = {}) {
  return connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
}

export async function connect(transport) {
  const client = new Client({ name: 'old-era-driver', version: '1.0.0' });
  await client.connect(transport);
  return {
    listTools: async () => (await client.listTools()).tools,
    callTool: (name, args, { signal, onProgress, timeoutMs = 60_000 } = {}) =>
      client.callTool({ name, arguments: args }, CallToolResultSchema, {
        timeout: timeoutMs,
        ...(signal && { signal }),
        ...(onProgress && { onprogress: onProgress }),
      }),
    async close() {
      if (transport.sessionId) await transport.terminateSession();
      await client.close();
    },
  };
}
