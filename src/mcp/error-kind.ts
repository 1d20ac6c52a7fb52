/** What may be logged of an error of the MCP SDK: its message repeats what the client sent. */
export function errorKind(error: Error): Record<string, unknown> {
  const code: unknown = Reflect.get(error, 'code');
  return { error: error.name, ...(typeof code === 'number' || typeof code === 'string' ? { code } : {}) };
}
