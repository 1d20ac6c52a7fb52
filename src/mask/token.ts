/** What stands in place of what a mask replaces: `<name>`. */
export class Token {
  readonly name: string;
  readonly text: string;
  /** Its UTF-16 code units. */
  readonly codes: Uint16Array;

  constructor(name: string) {
    this.name = name;
    this.text = `<${name}>`;
    this.codes = Uint16Array.from(this.text, (character) => character.charCodeAt(0));
  }
}

/** Of each mask once, sorted. */
export function namesOf(tokens: readonly Token[]): readonly string[] {
  return [...new Set(tokens.map(({ name }) => name))].sort();
}
