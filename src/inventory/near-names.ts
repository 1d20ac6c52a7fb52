import { distance } from 'fastest-levenshtein';

/** Suggestions for one name. More would not be read. */
const maxSuggestions = 3;

/**
 * Names that `name` was probably meant to be, best first, at most 3: few letters differ (about one in three),
 * only upper and lower case do, or one is the other with a suffix (`mx1` and `mx1.fra`).
 */
export function nearNames(name: string, candidates: Iterable<string>): readonly string[] {
  const wanted = name.toLowerCase();
  const near: { readonly name: string; readonly score: number }[] = [];
  for (const candidate of candidates) {
    const score = difference(wanted, candidate.toLowerCase());
    if (score !== null) near.push({ name: candidate, score });
  }
  return near
    .sort((a, b) => a.score - b.score)
    .slice(0, maxSuggestions)
    .map((each) => each.name);
}

function difference(wanted: string, candidate: string): number | null {
  const limit = Math.max(1, Math.min(4, Math.floor(wanted.length / 3)));
  if (extendsName(candidate, wanted) || extendsName(wanted, candidate)) return 0.5;
  if (Math.abs(wanted.length - candidate.length) > limit) return null;
  const letters = distance(wanted, candidate);
  return letters <= limit ? letters : null;
}

const extendsName = (long: string, short: string): boolean =>
  short.length > 0 && long.length > short.length && long.startsWith(short) && /[.-]/.test(long[short.length] ?? '');
