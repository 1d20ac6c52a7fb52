import type { NextFunction, Request, Response } from 'express';
import type { Logger } from '../base/logger.ts';

/** JSON-RPC 2.0 §5.1; −32000 and −32001 are the codes that the MCP SDKs use for HTTP and session errors. */
export const rpcCodes = { parseError: -32_700, internal: -32_603, http: -32_000, sessionNotFound: -32_001 } as const;

/** An HTTP error whose body is a JSON-RPC error without an id, which MCP clients understand. */
export function sendHttpError(response: Response, status: number, code: number, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.status(status).json({ jsonrpc: '2.0', error: { code, message }, id: null });
}

/** Express's last handler: a body that is no JSON, too large or in an unknown encoding, and our own bugs. */
export function httpErrorHandler(logger: Logger) {
  // Four parameters are how Express knows an error handler.
  return (error: unknown, _request: Request, response: Response, _next: NextFunction): void => {
    const kind = property(error, 'type');
    const status = property(error, 'status');
    if (kind === 'entity.parse.failed') {
      sendHttpError(response, 400, rpcCodes.parseError, 'Parse error: the request body is no JSON');
    } else if (kind === 'entity.too.large') {
      sendHttpError(response, 413, rpcCodes.http, 'Payload Too Large: a request body may have at most 4 MiB');
    } else if (typeof status === 'number' && status >= 400 && status < 500) {
      sendHttpError(response, status, rpcCodes.http, 'Bad Request: the request body cannot be read');
    } else {
      logger.error({ err: error }, 'http: a request broke');
      sendHttpError(response, 500, rpcCodes.internal, 'Internal error');
    }
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
