// The current SDK, pinned to protocol 2026-07-28: it never falls back to `initialize`.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

export function connectStdio({ command, args, env }, person) {
  return connect(new StdioClientTransport({ command, args, env, stderr: 'inherit' }), person);
}

export function connectHttp(url, headers = {}, person = undefined) {
  return connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }), person);
}

/** `person` answers what the server asks its user; without one the client says that it cannot ask anybody. */
export async function connect(transport, person) {
  const client = new Client(
    { name: 'modern-driver', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } }, ...(person && { capabilities: { elicitation: {} } }) },
  );
  if (person) client.setRequestHandler('elicitation/create', ({ params }) => person(params));
  await client.connect(transport);
  return {
    listTools: async () => (await client.listTools()).tools,
    sdk: client,
    callTool: (name, args, { signal, onProgress, timeoutMs = 60_000 } = {}) =>
      client.callTool(
        { name, arguments: args },
        { timeout: timeoutMs, ...(signal && { signal }), ...(onProgress && { onprogress: onProgress }) },
      ),
    async watch(uri, onUpdate) {
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => onUpdate(params.uri));
      const subscription = await client.listen({ resourceSubscriptions: [uri] });
      if (!subscription.honoredFilter.resourceSubscriptions?.includes(uri)) throw new Error(`${uri} is not watched`);
      return () => subscription.close();
    },
    close: () => client.close(),
  };
}
