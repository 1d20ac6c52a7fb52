/** Names in one member of a list of selectors: a list has at most 10,000 members, each at most 1,000,000 characters. */
const namesPerSelector = 1_000;

/** These devices and no others, in this order, as a request names them. */
export function namesSelector(names: readonly string[]): string[] {
  const lists: string[] = [];
  for (let from = 0; from < names.length; from += namesPerSelector) {
    const some = names.slice(from, from + namesPerSelector).map((name) => JSON.stringify(name));
    lists.push(some.join(','));
  }
  return lists;
}
