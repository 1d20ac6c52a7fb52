const maxShownChars = 60;

/** A value as an error message shows it: text in quotes and cut short, a map or list by its kind. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') {
    return JSON.stringify(value.length > maxShownChars ? `${value.slice(0, maxShownChars)}…` : value);
  }
  return typeof value === 'object' ? 'a map' : String(value);
}
