/** Whether a value of JSON takes more characters than that, about; looks at no more of it than tells. */
export function valueExceeds(value: unknown, maxChars: number): boolean {
  let size = 0;
  const left: unknown[] = [value];
  while (left.length > 0) {
    const each = left.pop();
    size += typeof each === 'string' ? each.length + 3 : 3;
    if (size > maxChars) return true;
    if (typeof each !== 'object' || each === null) continue;
    for (const [key, part] of Array.isArray(each) ? each.entries() : Object.entries(each)) {
      size += typeof key === 'string' ? key.length + 3 : 0;
      left.push(part);
      if (size + left.length > maxChars) return true;
    }
  }
  return false;
}
