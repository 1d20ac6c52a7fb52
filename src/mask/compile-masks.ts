import type { MaskRule, MaskRules, TableMask } from '../model/mask-rules.ts';
import { commandWords, isCommand } from './command-words.ts';
import type { FieldNames } from './fields.ts';
import { compilePattern, type LinePattern, linePattern } from './line-patterns.ts';
import { NearTexts } from './near-texts.ts';
import { ownAddressMask, ownHostnameMask, type SaidName } from './own-names.ts';
import { type Table, tablesOf } from './tables.ts';
import { Token } from './token.ts';

/** The rules for the answers to some commands of a platform. */
export interface CompiledMasks {
  /** Tried on every line with a digit. */
  readonly everywhere: readonly LinePattern[];
  /** The others, each tried on lines that hold one of its texts. */
  readonly guarded: NearTexts;
  readonly tables: readonly Table[];
  readonly fields: FieldNames;
  /** Of all masks there are for these answers. */
  readonly names: ReadonlySet<string>;
  readonly banners: readonly { readonly token: Token; readonly regex: RegExp }[];
}

/** The rules of one platform. */
export interface PlatformMasks {
  readonly ownHostname: readonly SaidName[];
  forCommand(command: string): CompiledMasks;
}

/** Commands remembered per platform: a run has a handful. */
const maxCommands = 200;

/** Throws `bad_settings` for a rule that cannot be used. */
export function compileMasks(rules: MaskRules): PlatformMasks {
  const masks = rules.masks.map((rule) => ({ rule, applies: scopeOf(rule, rules.exact) }));
  joinMasks(rules.masks);
  const byCommand = new Map<string, CompiledMasks>();
  const byRules = new Map<string, CompiledMasks>();
  return {
    ownHostname: rules.own_hostname.map(({ near, pattern }) => ({
      near,
      regex: compilePattern('own_hostname', pattern, 'd'),
    })),
    forCommand(command) {
      const known = byCommand.get(command);
      if (known !== undefined) return known;
      const words = commandWords(command);
      const usable = masks.filter(({ applies }) => applies(words));
      const key = usable.map(({ rule }) => masks.findIndex((mask) => mask.rule === rule)).join();
      const compiled = byRules.get(key) ?? joinMasks(usable.map(({ rule }) => rule));
      byRules.set(key, compiled);
      if (byCommand.size >= maxCommands) byCommand.clear();
      byCommand.set(command, compiled);
      return compiled;
    },
  };
}

type Applies = (words: readonly string[]) => boolean;

function scopeOf({ commands, except = [] }: MaskRule, exact: readonly string[]): Applies {
  const but = anyOf(except);
  const only = commands === undefined ? null : anyOf(commands);
  const facts = anyOf(exact);
  return (words) => !but(words) && (only === null ? !facts(words) : only(words));
}

function anyOf(commands: readonly string[]): Applies {
  const patterns = commands.map((command) => command.split(' '));
  return (words) => patterns.some((pattern) => isCommand(words, pattern));
}

function joinMasks(rules: readonly MaskRule[]): CompiledMasks {
  const patterns = rules.flatMap((rule) => ('pattern' in rule ? [linePattern(rule)] : []));
  return {
    everywhere: patterns.filter(({ near }) => near.length === 0),
    guarded: new NearTexts(patterns.filter(({ near }) => near.length > 0)),
    tables: tablesOf(rules.filter((rule): rule is TableMask => 'header' in rule)),
    fields: new Map(
      rules.flatMap((rule) =>
        'fields' in rule ? rule.fields.map((field) => [field, new Token(rule.name)] as const) : [],
      ),
    ),
    names: new Set([...rules.map(({ name }) => name), ownHostnameMask, ownAddressMask]),
    banners: rules.flatMap((rule) =>
      'banner' in rule
        ? [{ token: new Token(rule.name), regex: compilePattern(rule.name, `^(?:${rule.banner})$`, '') }]
        : [],
    ),
  };
}
