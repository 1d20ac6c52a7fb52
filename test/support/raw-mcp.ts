import type { Era } from './mcp-harness.ts';

const call = { name: 'execute_command_batch', arguments: { devices: 'lab1', command: 'show version', wait_s: 0 } };
const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
/** As a first request of each era, written by hand. */
export const rawRequests: Readonly<Record<Era, { headers: Record<string, string>; body: string }>> = {
  '2025-11-25': {
    headers: {},
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
    }),
  },
  '2026-07-28': {
    headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': call.name },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...call, _meta: modernMeta } }),
  },
};

/** What every POST to `/mcp` says of its body and of the answers that it takes. */
export const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
