/** Leaves room for the endings within the 255 bytes that file systems allow. */
const maxStemChars = 150;

/** Any text as a plain part of a file name; what is not a letter, digit, `.`, `_` or `-` becomes `%` and its code. */
export function fileStem(text: string): string {
  const escaped = [...text]
    .map((character, index) => (isPlain(character, index) ? character : code(character)))
    .join('');
  return escaped.slice(0, maxStemChars);
}

/** Gives each name out once, also where the file system does not tell `R1` from `r1`; a later one gets `~2`. */
export class FileNames {
  readonly #taken = new Set<string>();

  take(stem: string, ending: string): string {
    for (let count = 1; ; count += 1) {
      // "~" is in no stem, so a numbered name is never some other text's own.
      const name = `${stem}${count === 1 ? '' : `~${count}`}${ending}`;
      const key = name.toLowerCase();
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return name;
    }
  }
}

/** A leading dot would hide the file, or be `..`. */
function isPlain(character: string, index: number): boolean {
  return /^[A-Za-z0-9._-]$/.test(character) && !(character === '.' && index === 0);
}

function code(character: string): string {
  return `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
}
