/**
 * What may stand for a value in a pattern. Their repeats are bounded: a pattern that looks for one at every place of a
 * long line still takes linear time.
 */
const forms: Readonly<Record<string, string>> = {
  // 5  1,234  0.43  1.5K
  '{number}': String.raw`\d{1,20}(?:[.,]\d{1,20}){0,6}`,
  // 05:41  2:19:15  29w5d 22:42:36  209 days, 23:14  2d03h  01w2d03h  1h5m  54s
  '{duration}': String.raw`(?:(?:\d{1,6}[ywdhms]){1,5} |\d{1,6} days?, {1,2})?\d{1,4}:\d\d(?::\d\d(?:\.\d{1,6})?)?|(?:\d{1,6}[ywdhms]){1,5}(?![\w.])`,
  // 208 days, 23 hours, 14 minutes, 9 seconds
  '{duration_words}': String.raw`\d{1,6} (?:year|week|day|hr|hour|min|minute|sec|second)s?(?:,? {1,2}(?:and )?\d{1,6} (?:year|week|day|hr|hour|min|minute|sec|second)s?\b){0,6}`,
  // 2020-03-26 08:16:41 UTC  2020-03-26T08:16:41.123Z
  '{datetime}': String.raw`\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d| [A-Z]{2,5}(?:[+-]\d{1,4})?(?![\w-]))?`,
  // Mon Jun  7 00:29:29 2021  Jun  7 2021 00:29:29.123 UTC
  '{date_words}': String.raw`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? {1,2})?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2},?(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: [A-Z]{2,5}(?![\w-]))?(?: \d{4})?`,
};

/** Writes out `{number}`, `{duration}` and the like, each as one unit. */
export function withValueForms(pattern: string): string {
  return pattern.replaceAll(/\{[a-z_]+\}/g, (form) => (form in forms ? `(?:${forms[form]})` : form));
}
