import { shellWord } from '../base/shell-word.ts';

/** `rollcall run all show version` is two commands, hardly ever what was meant: several words, the first a bare one. */
export function splitCommandHint(
  selector: string,
  commands: readonly string[],
): { readonly message: string; readonly hint: string } | null {
  const [first] = commands;
  if (first === undefined || commands.length < 2 || /\s/.test(first)) return null;
  const list = commands.map((command) => `"${command}"`).join(', ');
  return {
    message: `these are ${commands.length} commands: ${list}`,
    hint: `if one is meant, put it in quotes: rollcall run ${shellWord(selector)} ${shellWord(commands.join(' '))}`,
  };
}
