/** `did you mean "a", "b"?` for names near to an unknown one, best first; `otherwise` where there is none. */
export function didYouMean(near: readonly string[], otherwise = ''): string {
  return near.length === 0 ? otherwise : `did you mean ${near.map((name) => JSON.stringify(name)).join(', ')}?`;
}
