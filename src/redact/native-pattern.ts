/** RE2's blanks; JavaScript's `\s` knows more. */
const blanks = String.raw`\t\n\f\r `;

const syntax = '^$\\.*+?()[]{}|/';

/**
 * An RE2 pattern as an equal JavaScript one, with the same groups by number; null where it uses what differs or is not
 * known here. The JavaScript engine is many times faster, but may take far longer than linear time.
 */
export function nativePattern(pattern: string): RegExp | null {
  const ignoresCase = pattern.startsWith('(?i)');
  const source = translated(ignoresCase ? pattern.slice(4) : pattern);
  if (source === null) return null;
  try {
    return new RegExp(source, ignoresCase ? 'iu' : 'u');
  } catch {
    return null;
  }
}

function translated(pattern: string): string | null {
  let source = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern.charAt(at);
    let piece: string | null = sign;
    if (sign === '\\') {
      at += 1;
      piece = escaped(pattern.charAt(at), inClass);
    } else if (inClass) {
      if (sign === ']') inClass = false;
      else if (sign === '[') piece = pattern.charAt(at + 1) === ':' ? null : '\\[';
    } else if (sign === '[') {
      inClass = true;
      if (pattern.startsWith('[^', at)) {
        piece = '[^';
        at += 1;
      }
      // A closing bracket in first place is a member.
      if (pattern.charAt(at + 1) === ']') return null;
    } else if (sign === '.') {
      piece = '[^\\n]';
    } else if (sign === '(' && pattern.charAt(at + 1) === '?') {
      const opening = /^\(\?(?::|P<\w+>)/.exec(pattern.slice(at))?.[0];
      if (opening === undefined) return null;
      // Names cost an object for each match.
      piece = opening === '(?:' ? opening : '(';
      at += opening.length - 1;
    }
    if (piece === null) return null;
    source += piece;
  }
  return source;
}

function escaped(sign: string, inClass: boolean): string | null {
  if (sign === 's') return inClass ? blanks : `[${blanks}]`;
  if (sign === 'S') return inClass ? null : `[^${blanks}]`;
  if (/[dDwWnrtf]/.test(sign)) return `\\${sign}`;
  if (/[bB]/.test(sign)) return inClass ? null : `\\${sign}`;
  if (/\w/.test(sign) || sign === '') return null;
  if (syntax.includes(sign) || (inClass && sign === '-')) return `\\${sign}`;
  return sign;
}
