import { compareNatural, nameParts } from './natural-order.ts';

const plainName = /^[A-Za-z0-9._-]+$/;

const isPlain = (name: string): boolean => plainName.test(name) && name !== 'all';

/**
 * A set of device names as short selector text: `core-r[1-6,8],mx[01-02].fra1`. Natural order, padding kept; a name
 * that is no plain name is a JSON string. Selecting the text gives exactly the set. Empty for no names.
 */
export function foldNames(names: Iterable<string>): string {
  const all = [...new Set(names)];
  const [only] = all;
  if (only === undefined) return '';
  if (all.length === 1) return isPlain(only) ? only : JSON.stringify(only);
  const shapes = new Map<string, Folded[]>();
  const folds: { readonly first: readonly string[]; readonly text: string }[] = [];
  for (const name of all) {
    const parts = nameParts(name);
    if (!isPlain(name)) {
      folds.push({ first: parts, text: JSON.stringify(name) });
      continue;
    }
    const key = parts.filter((_, index) => index % 2 === 0).join('\n');
    const shape = shapes.get(key) ?? [];
    if (shape.length === 0) shapes.set(key, shape);
    shape.push({ first: parts, parts });
  }
  for (const shape of shapes.values()) {
    for (const { first, parts } of foldShape(shape)) folds.push({ first, text: parts.join('') });
  }
  return folds
    .sort((a, b) => compareNatural(a.first, b.first))
    .map(({ text }) => text)
    .join(',');
}

/** Names folded into one term. `parts` has a bracket where a number varies; `first` are the parts of its first name. */
interface Folded {
  readonly first: readonly string[];
  readonly parts: readonly string[];
}

/**
 * Folds names that differ in numbers only, one place at a time from the last to the first. Terms are merged only
 * where all their other parts are equal, so a merged term never stands for a name that is not in the set.
 */
function foldShape(names: readonly Folded[]): readonly Folded[] {
  let terms = [...names].sort((a, b) => compareNatural(a.first, b.first));
  const places = terms[0]?.parts.length ?? 0;
  for (let place = places - 2; place > 0; place -= 2) {
    const alike = new Map<string, Folded[]>();
    for (const term of terms) {
      const key = term.parts.with(place, '').join('\n');
      const same = alike.get(key);
      if (same === undefined) alike.set(key, [term]);
      else same.push(term);
    }
    terms = [...alike.values()].map((same) => merge(same, place));
  }
  return terms;
}

function merge(terms: readonly Folded[], place: number): Folded {
  const [head] = terms;
  if (head === undefined) return { first: [], parts: [] };
  if (terms.length === 1) return head;
  const numbers = terms.map((term) => term.parts[place] ?? '').sort(byValue);
  return { first: head.first, parts: head.parts.with(place, `[${runs(numbers).join(',')}]`) };
}

const byValue = (a: string, b: string): number => Number(a) - Number(b) || a.length - b.length;

/** Number texts in order of value as ranges; each run keeps the padding of its first number. */
function runs(numbers: readonly string[]): readonly string[] {
  const left = new Set(numbers);
  const found: string[] = [];
  for (const first of numbers) {
    if (!left.delete(first)) continue;
    let last = first;
    for (;;) {
      const next = String(Number(last) + 1).padStart(first.length, '0');
      if (!left.delete(next)) break;
      last = next;
    }
    found.push(last === first ? first : `${first}-${last}`);
  }
  return found;
}
