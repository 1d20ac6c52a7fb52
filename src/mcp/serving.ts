/** An MCP server at work. */
export interface McpServing {
  /** Resolves when it has ended: the client closed stdin, or `close()` is done. Never rejects. */
  readonly ended: Promise<void>;
  /** Ends sessions, requests and sockets. Idempotent. What clients were waiting for is cancelled. */
  close(): Promise<void>;
}
