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

/** What the two SDKs' clients have in common beside tools. */
export interface SdkClient {
  listResources(): Promise<{ resources: { uri: string; name: string; title?: string }[] }>;
  listResourceTemplates(): Promise<{ resourceTemplates: { uriTemplate: string; name: string }[] }>;
  readResource(params: { uri: string }): Promise<{ contents: { uri: string; mimeType?: string; text?: string }[] }>;
  listPrompts(): Promise<{ prompts: { name: string; arguments?: { name: string; required?: boolean }[] }[] }>;
  getPrompt(params: {
    name: string;
    arguments?: Record<string, string>;
  }): Promise<{ messages: { role: string; content: { type: string; text?: string } }[] }>;
  complete(params: {
    ref: { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string };
    argument: { name: string; value: string };
    context?: { arguments: Record<string, string> };
  }): Promise<{ completion: { values: string[] } }>;
}

/** A driver over one of the official SDKs. */
export interface SdkDriver extends ClientDriver {
  readonly sdk: SdkClient;
  /** Watches a resource; resolves once the server has confirmed it, to what ends it. Rejects if it does not. */
  watch(uri: string, onUpdate: (uri: string) => void): Promise<() => Promise<void>>;
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
