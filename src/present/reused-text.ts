import type { Group, Result } from '../model/run-document.ts';

/** `reused, 4 min old`. */
export function reusedText({ age_s }: NonNullable<Result['reused']>): string {
  return `reused, ${ageText(age_s)} old`;
}

/** As `reusedText` for all devices of a group, or `3 reused, up to 4 min old` for some of them. */
export function reusedGroupText({ count, oldest_age_s }: NonNullable<Group['reused']>, devices: number): string {
  const upTo = count === 1 ? '' : 'up to ';
  return `${count === devices ? '' : `${count} `}reused, ${upTo}${ageText(oldest_age_s)} old`;
}

function ageText(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(seconds / 3_600);
  return hours < 48 ? `${hours} h` : `${Math.round(seconds / 86_400)} d`;
}
