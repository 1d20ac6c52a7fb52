import { expandPattern } from './expand-range.ts';
import { parseSelector } from './parse-selector.ts';
import type { Term } from './selector.ts';

/** The names that `foldNames` made a selector of. Terms of any other kind stand for no name. */
export function expandNames(folded: string): readonly string[] {
  if (folded === '') return [];
  const { first, rest } = parseSelector(folded);
  return [first, ...rest.map(({ term }) => term)].flatMap(namesOf);
}

function namesOf(term: Term): readonly string[] {
  if (term.kind === 'literal') return [term.name];
  return term.kind === 'pattern' ? expandPattern(term.pattern) : [];
}
