// The previous SDK line: protocol 2025-11-25 and older.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CallToolResultSchema,
  ElicitRequestSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';

export function connectStdio({ command, args, env }, person) {
  return connect(new StdioClientTransport({ command, args, env, stderr: 'inherit' }), person);
}

export function connectHttp(url, headers = {}, person = undefined) {
  return connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }), person);
}

/** `person` answers what the server asks its user; without one the client says that it cannot ask anybody. */
export async function connect(transport, person) {
  const client = new Client(
    { name: 'old-era-driver', version: '1.0.0' },
    person && { capabilities: { elicitation: {} } },
  );
  if (person) client.setRequestHandler(ElicitRequestSchema, ({ params }) => person(params));
  await client.connect(transport);
  return {
    listTools: async () => (await client.listTools()).tools,
    sdk: client,
    callTool: (name, args, { signal, onProgress, timeoutMs = 60_000 } = {}) =>
      client.callTool({ name, arguments: args }, CallToolResultSchema, {
        timeout: timeoutMs,
        ...(signal && { signal }),
        ...(onProgress && { onprogress: onProgress }),
      }),
    async watch(uri, onUpdate) {
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => onUpdate(params.uri));
      await client.subscribeResource({ uri });
      return () => client.unsubscribeResource({ uri });
    },
    async close() {
      if (transport.sessionId) await transport.terminateSession();
      await client.close();
    },
  };
}
