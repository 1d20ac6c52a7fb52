/** What an older Node.js is told; null for one that will do. Kept to syntax that Node.js 14 still reads. */
export function tooOldMessage(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `rollcall needs Node.js 20.19 or newer; this is ${version}`;
}
