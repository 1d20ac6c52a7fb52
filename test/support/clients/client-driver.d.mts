/** What every client driver offers, so that one suite can run over all of them. */
export interface ListedTool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: Record<string, unknown>;
  outputSchema?: Record<string, unknown>;
  annotations?: Record<string, unknown>;
}

export interface ToolResult {
  content: { type: string; text?: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

export interface ProgressUpdate {
  progress: number;
  total?: number;
  message?: string;
}

export interface CallOptions {
  /** Aborting cancels the request; the call rejects. */
  signal?: AbortSignal;
  onProgress?: (update: ProgressUpdate) => void;
  timeoutMs?: number;
}

export interface ClientDriver {
  listTools(): Promise<ListedTool[]>;
  callTool(name: string, args: Record<string, unknown>, options?: CallOptions): Promise<ToolResult>;
  close(): Promise<void>;
}

/** Answers what the server asks the client's user (elicitation). */
export type Person = (question: { message: string; requestedSchema?: unknown }) => {
  action: 'accept' | 'decline' | 'cancel';
  content?: Record<string, string>;
};

export interface StdioTarget {
  command: string;
  args: string[];
  /** The whole environment of the server. */
  env: Record<string, string>;
}

export type Connect<Target> = (target: Target) => Promise<ClientDriver>;
