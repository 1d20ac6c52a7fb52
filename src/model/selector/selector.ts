/** `low`, `low`+`step`, … up to `high`, each padded with zeros to `width` digits: the width of the low bound as written. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly width: number;
}

export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `*` */
  | { readonly kind: 'any' }
  /** `?` */
  | { readonly kind: 'one' }
  /** `[1-3,8]` */
  | { readonly kind: 'range'; readonly ranges: readonly NumberRange[] };

export type Pattern = readonly PatternPart[];

/** Characters of a name, and of each name that a pattern stands for; an inventory takes no longer one (DNS: 253). */
export const maxNameChars = 255;

/** What one term of a selector asks for. `text` is the term as written. */
export type Term =
  | { readonly kind: 'all' }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'tag'; readonly key: string; readonly value: Pattern; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: Pattern; readonly text: string }
  | { readonly kind: 'literal'; readonly name: string }
  | { readonly kind: 'nested'; readonly selector: Selector };

/** `,` union, `!` minus, `&` and, `^` exclusive or: of equal rank, applied from left to right. */
export const setOperators = [',', '!', '&', '^'] as const;
export type SetOperator = (typeof setOperators)[number];

export interface Selector {
  readonly first: Term;
  readonly rest: readonly { readonly operator: SetOperator; readonly term: Term }[];
}
