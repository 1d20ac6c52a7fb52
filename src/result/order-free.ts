/** A pipe, then `display set` with either keyword shortened as far as the Junos CLI takes it. */
const displaySet = /\|\s*d(?:i(?:s(?:p(?:l(?:ay?)?)?)?)?)?\s+s(?:et?)?(?:\s|$)/;

/** Whether the lines of a command's answer mean the same in any order, as those of `| display set`. */
export function isOrderFree(command: string): boolean {
  return displaySet.test(command);
}
