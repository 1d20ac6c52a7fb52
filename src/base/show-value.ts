const maxShownChars = 60;

/** A value as an error message shows it: text in quotes and cut short, a map or list by its kind. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') {
    if (holdsLogin(value)) return notShown;
    return JSON.stringify(value.length > maxShownChars ? `${value.slice(0, maxShownChars)}…` : value);
  }
  return typeof value === 'object' ? 'a map' : String(value);
}

/** What stands in a message for text that may be a password. */
export const notShown = 'text (not shown, it may be a secret)';

/** Whether the text looks like `user:password@host`. */
export function holdsLogin(text: string): boolean {
  const colon = text.indexOf(':');
  return colon !== -1 && text.includes('@', colon);
}
