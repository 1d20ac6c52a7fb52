/** Replaces every group of every match by what `change` makes of it, right-aligned columns kept as a device keeps them. */
export function changeFields(text: string, find: RegExp, change: (value: string) => string): string {
  let result = '';
  let from = 0;
  for (const { indices } of text.matchAll(new RegExp(find.source, `${find.flags.replaceAll(/[dg]/g, '')}dg`))) {
    const [, ...groups]: readonly (readonly [number, number] | undefined)[] = indices ?? [];
    for (const group of groups) {
      if (group === undefined) continue;
      const [start, end] = group;
      const before = text.slice(from, start);
      const value = change(text.slice(start, end));
      result += aligned(before, end - start, value) + value;
      from = end;
    }
  }
  return result + text.slice(from);
}

/** Padding before a value in a column takes up the difference; at least one blank stays. */
function aligned(before: string, width: number, value: string): string {
  const padding = before.length - before.trimEnd().length;
  if (padding < 2 || before.endsWith('\n')) return before;
  const kept = before.slice(0, before.length - padding);
  if (kept === '' || before.slice(-padding).includes('\n')) return before;
  return kept + ' '.repeat(Math.max(1, padding + width - value.length));
}

/** Another number, often of another length. */
const otherNumber = (value: string): string =>
  value.replaceAll(/\d+/g, (digits) => String((Number(digits) * 7 + 12_345) % 9_999_991));

/** Another number with as many digits. */
const sameWidth = (value: string): string => value.replaceAll(/\d/g, (digit) => String((Number(digit) + 3) % 10));

/** Not zero stays not zero, zero stays zero: errors that begin are a difference. */
const otherErrors = (value: string): string => (Number(value) === 0 ? value : otherNumber(value));

/** Another time since, in one of the forms that Junos writes. */
function otherDuration(value: string): string {
  if (!/\d/.test(value)) return value;
  if (/^\d+$/.test(value)) return value.length === 1 ? '58' : '7';
  if (/days?|hour|min/.test(value)) return '3 days, 1 hour, 2 minutes, 33 seconds';
  if (/^\d+:\d\d$/.test(value)) return value.length > 4 ? '7:06' : '17:06';
  return /[wd]/.test(value) ? '00:01:59' : '11w3d 12:13:14';
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** Another moment, written as this one is. */
function otherMoment(value: string): string {
  const day = [...value].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 28;
  return value
    .replaceAll(/\d{4}-\d\d-\d\d/g, `2024-1${day % 3}-${pad(day + 1)}`)
    .replaceAll(/\d\d:\d\d:\d\d/g, `${pad(day % 24)}:${pad(day)}:${pad(day + 30)}`)
    .replaceAll(/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d/g, `Fri Nov ${String(day + 1).padStart(2)}`)
    .replaceAll(/\(.*ago\)/g, '(4w6d 01:02 ago)');
}

/** The ways to change a value that a table names. */
export const changes = {
  number: otherNumber,
  digits: sameWidth,
  errors: otherErrors,
  duration: otherDuration,
  moment: otherMoment,
  longer: (value: string): string => `1${value}`,
} as const;
