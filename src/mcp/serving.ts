/** An MCP server at work. */
export interface McpServing {
  /** Resolves when it has ended: the client closed stdin, or `close()` is done. Never rejects. */
  readonly ended: Promise<void>;
  /** Resolves when no request waits for its answer, or the time is over. */
  answered(withinMs: number): Promise<void>;
  /** Ends sessions, requests and sockets. Idempotent. What clients were waiting for is cancelled. */
  close(): Promise<void>;
}
