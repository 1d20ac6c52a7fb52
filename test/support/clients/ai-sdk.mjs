// An implementation of its own (Vercel AI SDK), protocol 2025-11-25. It sends no cancel: aborting only stops waiting.
import { createMCPClient } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';

export function connectStdio({ command, args, env }) {
  return connect(new Experimental_StdioMCPTransport({ command, args, env, stderr: 'inherit' }));
}

export function connectHttp(url) {
  return connect({ type: 'http', url });
}

async function connect(transport) {
  const client = await createMCPClient({ transport, clientName: 'ai-sdk-driver' });
  const tools = await client.tools();
  return {
    listTools: async () => (await client.listTools()).tools,
    async callTool(name, args, { signal } = {}) {
      const tool = tools[name];
      if (tool === undefined) throw new Error(`no tool ${name}`);
      return tool.execute(args, { toolCallId: name, messages: [], ...(signal && { abortSignal: signal }) });
    },
    close: () => client.close(),
  };
}
