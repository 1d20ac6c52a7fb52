/** Texts of times as Junos prints them; all in UTC. */

const dayS = 86_400;

/** `2026-03-26 08:16:41 UTC` */
export function instantText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `29w6d 23:14`, `5d 17:09` or, below one day, `11:03:05`. */
export function agoText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const days = Math.floor(seconds / dayS);
  if (days === 0) return clockText(seconds);
  return `${daysText(days)} ${clockText(seconds).slice(0, 5)}`;
}

/** `9w2d 5:23:37`, `1d 2:03:04` or `11:03:05`, as in the BGP summary. */
export function flapText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const days = Math.floor(seconds / dayS);
  const rest = clockText(seconds).replace(/^0(\d)/, '$1');
  return days === 0 ? rest : `${daysText(days)} ${rest}`;
}

/** `7:42AM` */
export function timeOfDay(ms: number): string {
  const date = new Date(ms);
  const hours = date.getUTCHours();
  return `${hours % 12 === 0 ? 12 : hours % 12}:${String(date.getUTCMinutes()).padStart(2, '0')}${hours < 12 ? 'AM' : 'PM'}`;
}

/** `209 days, 23:14` or `11:03` */
export function upText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const days = Math.floor(seconds / dayS);
  const rest = clockText(seconds)
    .slice(0, 5)
    .replace(/^0(\d)/, '$1');
  if (days === 0) return rest;
  return `${days} ${days === 1 ? 'day' : 'days'}, ${rest}`;
}

/** `Mar  6 08:16:41`, as a log line begins. */
export function logTime(ms: number): string {
  const date = new Date(ms);
  const month = date.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  return `${month} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
}

function clockText(seconds: number): string {
  const within = seconds % dayS;
  return [Math.floor(within / 3_600), Math.floor(within / 60) % 60, within % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

function daysText(days: number): string {
  const weeks = Math.floor(days / 7);
  return weeks === 0 ? `${days}d` : `${weeks}w${days % 7}d`;
}
