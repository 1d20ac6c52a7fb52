/** Whether this is a system call's failure with that code, such as `ENOENT` (Node.js `errors`: SystemError). */
export function isSystemError(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
