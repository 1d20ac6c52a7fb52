import { RE2JS, RE2JSSyntaxException } from 're2js';
import { RollcallError } from '../base/rollcall-error.ts';
import type { BlockRule, PatternRule, RedactionRule, WordRule } from '../model/redaction-rules.ts';
import { withSecretForms, wordPatterns, wrappedWord } from './secret-forms.ts';

export interface CompiledSection {
  readonly open: RE2JS;
  readonly close: RE2JS | null;
}

export interface CompiledPattern {
  /** In lower case. */
  readonly near: readonly string[];
  /** A sign without which it cannot fit; empty if there is none. */
  readonly sign: string;
  readonly regex: RE2JS;
  /** Names of the groups that are secrets. */
  readonly groups: readonly string[];
  readonly within: readonly CompiledSection[];
  readonly after: RE2JS | null;
}

export interface CompiledBlock {
  readonly near: readonly string[];
  readonly begin: RE2JS;
  readonly end: RE2JS;
}

/** The rules for one platform and command. */
export interface CompiledRules {
  readonly patterns: readonly CompiledPattern[];
  readonly blocks: readonly CompiledBlock[];
  /** Fits every line that any rule could fit. Alternatives of literals: linear. */
  readonly needle: RegExp;
}

export interface ScopedRule {
  readonly rule: RedactionRule;
  readonly command: RE2JS | null;
  readonly patterns: readonly CompiledPattern[];
  readonly blocks: readonly CompiledBlock[];
}

/** Instructions of a compiled pattern: many times what the bundled ones take. */
const maxPatternSize = 2_000;

/** Throws `bad_settings` that names the rule. */
export function compileRules(rules: readonly RedactionRule[]): readonly ScopedRule[] {
  return rules.map((rule) => ({
    rule,
    command: rule.command === undefined ? null : compile(rule, rule.command),
    patterns: 'words' in rule ? wordRule(rule) : 'pattern' in rule ? [patternRule(rule)] : [],
    blocks: 'begin' in rule ? [blockRule(rule)] : [],
  }));
}

/** The rules in one list with what tells quickly that none of them fits. */
export function joinRules(scoped: readonly ScopedRule[]): CompiledRules {
  const patterns = scoped.flatMap((rule) => rule.patterns);
  const blocks = scoped.flatMap((rule) => rule.blocks);
  const near = new Set([...patterns, ...blocks].flatMap((rule) => rule.near));
  // No rule at all: a needle that fits nothing.
  const literals = [...near].map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return { patterns, blocks, needle: literals.length === 0 ? /(?!)/ : new RegExp(literals.join('|'), 'i') };
}

const lower = (texts: readonly string[]): readonly string[] => texts.map((text) => text.toLowerCase());

function wordRule(rule: WordRule): readonly CompiledPattern[] {
  const near = lower(rule.words);
  const plain = wordPatterns(rule.words, rule.prose ?? false).map(({ text, sign }) => ({
    ...pattern(rule, near, text),
    sign,
  }));
  const wrapper = compile(rule, wrappedWord(rule.words));
  const data = pattern(rule, near, String.raw`"data"\s*:\s*"(?P<secret>(?:[^"\\]|\\.)+)(?:"|$)`);
  const brackets = { open: wrapper, close: compile(rule, String.raw`"data"|^\s*[\]}]`) };
  return [...plain, { ...data, within: [brackets] }];
}

function patternRule(rule: PatternRule): CompiledPattern {
  const { within = [], after } = rule;
  return {
    ...pattern(rule, lower(rule.near), withSecretForms(rule.pattern)),
    within: within.map(({ open, close }) => ({
      open: compile(rule, open),
      close: close === undefined ? null : compile(rule, close),
    })),
    after: after === undefined ? null : compile(rule, after),
  };
}

function pattern(rule: RedactionRule, near: readonly string[], text: string): CompiledPattern {
  const regex = compile(rule, text);
  const groups = Object.keys(regex.namedGroups()).filter((name) => name.startsWith('secret'));
  if (groups.length === 0) throw badRule(rule, 'its pattern has no group (?P<secret>…), {value} or {word}');
  return { near, sign: '', regex, groups, within: [], after: null };
}

function blockRule(rule: BlockRule): CompiledBlock {
  return { near: lower(rule.near), begin: compile(rule, rule.begin), end: compile(rule, rule.end) };
}

function compile(rule: RedactionRule, text: string): RE2JS {
  try {
    const regex = RE2JS.compile(text);
    if (regex.programSize() <= maxPatternSize) return regex;
  } catch (thrown) {
    if (thrown instanceof RE2JSSyntaxException) throw badRule(rule, thrown.message);
    throw thrown;
  }
  throw badRule(rule, 'its repeat counts come to too much');
}

const badRule = ({ name }: RedactionRule, why: string): RollcallError =>
  new RollcallError('bad_settings', `redaction rule "${name}": ${why}`, {
    hint: 'correct it in config/redaction.yaml; patterns are RE2: no look-around, no back-references',
    phase: 'request',
  });
