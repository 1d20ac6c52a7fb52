import type { ProblemList } from '../base/problem-list.ts';
import { matchesGlob } from '../model/selector/match-glob.ts';

/** One line of an OpenSSH client configuration: `IdentityFile ~/.ssh/lab`. */
export interface SshSetting {
  readonly line: number;
  /** As written; ssh_config(5) ignores the case. */
  readonly keyword: string;
  readonly values: readonly string[];
}

/** A `Host` line and what stands under it; the lines above the first one are a block for `*`. */
export interface SshBlock {
  readonly line: number;
  readonly patterns: readonly string[];
  readonly settings: readonly SshSetting[];
}

/** Both change which lines apply, so a file that has one cannot be read by halves. */
const notYetSupported: ReadonlySet<string> = new Set(['include', 'match']);

/**
 * Reads an OpenSSH client configuration (ssh_config(5)). A library exists (`ssh-config`), but it knows no line
 * numbers, its `?` also matches nothing, and asking it for a host may run `nslookup` or a `Match exec` command.
 */
export function parseSshConfig(text: string, problems: ProblemList): readonly SshBlock[] {
  let settings: SshSetting[] = [];
  const blocks: SshBlock[] = [{ line: 1, patterns: ['*'], settings }];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const words = wordsOf(raw);
    const [keyword, ...values] = words ?? [];
    const line = index + 1;
    if (words === null) problems.add(() => line, '', 'expected a closing quote (")');
    if (keyword === undefined) continue;
    if (notYetSupported.has(keyword.toLowerCase()))
      problems.add(() => line, keyword, 'not yet supported by this version');
    else if (values.length === 0) {
      // The keyword is not shown: with a wrong file it may be anything.
      problems.add(() => line, '', 'expected a keyword and its value, found one word');
    } else if (keyword.toLowerCase() === 'host') {
      settings = [];
      blocks.push({ line, patterns: values, settings });
    } else settings.push({ line, keyword, values });
  }
  return blocks;
}

/** Every setting that applies to `alias`, in file order: for each keyword the first one counts. */
export function settingsFor(blocks: readonly SshBlock[], alias: string): readonly SshSetting[] {
  return blocks.filter(({ patterns }) => applies(patterns, alias)).flatMap(({ settings }) => settings);
}

/** The hosts that are named without a wildcard, in file order, with the line that names them first. */
export function namedHosts(blocks: readonly SshBlock[]): ReadonlyMap<string, number> {
  const hosts = new Map<string, number>();
  for (const { patterns, line } of blocks) {
    for (const name of patterns.filter((pattern) => !/^!|[*?]/.test(pattern))) {
      if (!hosts.has(name)) hosts.set(name, line);
    }
  }
  return hosts;
}

function applies(patterns: readonly string[], alias: string): boolean {
  const fits = (pattern: string): boolean => matchesGlob(pattern, alias);
  if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern));
}

/** `Port=22`, `Port = 22`, `IdentityFile "a b" # why`; null where a quote is left open. */
function wordsOf(line: string): readonly string[] | null {
  const [, keyword, rest = ''] = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+|$)(.*)$/.exec(line) ?? [];
  if (keyword === undefined) return line.trim() === '' || line.trim().startsWith('#') ? [] : [line.trim()];
  const words = [keyword];
  for (const [word, quoted] of rest.matchAll(/"([^"]*)"|\S+/g)) {
    if (quoted === undefined && word.startsWith('#')) break;
    if (quoted === undefined && word.startsWith('"')) return null;
    words.push(quoted ?? word);
  }
  return words;
}
