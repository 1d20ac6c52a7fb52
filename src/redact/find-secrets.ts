import type { CompiledPattern } from './compile-rules.ts';
import type { Span } from './line-pattern.ts';

/** The secrets that the patterns find, in order, those that overlap as one. */
export function findSecrets(line: string, patterns: readonly CompiledPattern[]): readonly Span[] {
  const found: Span[] = [];
  for (const { pattern } of patterns) pattern.collect(line, found);
  return found.length < 2 ? found : merged(found);
}

function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) result.push(span);
    else {
      const end = Math.max(last.end, span.end);
      result[result.length - 1] = { ...last, from: Math.min(last.from, span.from), end };
    }
  }
  return result;
}
