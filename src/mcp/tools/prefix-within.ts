/** The longest prefix of `items` whose sizes add up to at most `budget`; at least the first item. */
export function prefixWithin<T>(items: readonly T[], budget: number, size: (item: T) => number): T[] {
  let used = 0;
  const end = items.findIndex((item, index) => {
    used += size(item);
    return used > budget && index > 0;
  });
  return end === -1 ? [...items] : items.slice(0, end);
}
