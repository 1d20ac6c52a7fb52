/** Numbers from 0 up to `below`, the same for the same seed (mulberry32). */
export function seededNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const pipes = [' | no-more', ' | match x', '|count', ' | save /var/tmp/x', ' | sa x', ' |  r', ' | T x', '| last 5'];

/**
 * The line said otherwise: words shortened, in other letters, in quotes, more blanks or tabs, one more pipe. Never takes away
 * what makes a line grave: only plain words outside quotes are shortened or quoted.
 */
export function varyLine(line: string, next: (below: number) => number): string {
  const shorten = next(2) === 0;
  const recase = next(4) === 0;
  const quote = next(8) === 0;
  const spread = next(3) === 0;
  let quoted = false;
  const varied = line
    .split(/( +|\|)/)
    .map((piece) => {
      const inQuotes = quoted;
      if ((piece.split('"').length - 1) % 2 === 1) quoted = !quoted;
      if (inQuotes) return piece;
      if (/^ +$/.test(piece)) return spread ? blanksLike(piece, next) : piece;
      if (!/^[a-z][a-z-]*$/i.test(piece)) return piece;
      let word = piece;
      if (shorten && next(2) === 0) word = word.slice(0, 1 + next(word.length));
      if (recase && next(2) === 0)
        word = next(2) === 0 ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1);
      return quote && next(3) === 0 ? `"${word}"` : word;
    })
    .join('');
  const blanks = spread ? ' '.repeat(next(3)) : '';
  return blanks + varied + (next(4) === 0 ? (pipes[next(pipes.length)] ?? '') : '') + blanks;
}

/** As long or longer: a run of blanks may be what makes the line too long. */
function blanksLike(piece: string, next: (below: number) => number): string {
  const tabs = next(3) === 0 ? piece.replaceAll(' ', '\t') : piece;
  return tabs + '\t'.repeat(next(3)) + ' '.repeat(next(3));
}
