import { RE2JSSyntaxException } from 're2js';
import { RollcallError } from '../base/rollcall-error.ts';
import type { BlockRule, PatternRule, RedactionRule, WordRule } from '../model/redaction-rules.ts';
import { LinePattern, type Trust } from './line-pattern.ts';
import { withSecretForms, wordPatterns, wrappedPatterns } from './secret-forms.ts';

export interface CompiledSection {
  readonly open: LinePattern;
  readonly close: LinePattern | null;
}

export interface CompiledPattern {
  /** In lower case. */
  readonly near: readonly string[];
  /** A sign without which it cannot fit; empty if there is none. */
  readonly sign: string;
  readonly pattern: LinePattern;
  readonly within: readonly CompiledSection[];
  readonly after: LinePattern | null;
}

export interface CompiledBlock {
  readonly near: readonly string[];
  readonly begin: LinePattern;
  readonly end: LinePattern;
}

export interface ScopedRule {
  readonly rule: RedactionRule;
  readonly command: LinePattern | null;
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

const lower = (texts: readonly string[]): readonly string[] => texts.map((text) => text.toLowerCase());

function wordRule(rule: WordRule): readonly CompiledPattern[] {
  const common = { near: lower(rule.words), within: [], after: null };
  const plain = wordPatterns(rule.words, rule.prose ?? false).map(({ text, sign }) => ({
    ...common,
    sign,
    pattern: compile(rule, text, 'all'),
  }));
  const wrapped = wrappedPatterns(rule.words).map(({ open, close, text, sign }) => ({
    ...common,
    sign,
    pattern: compile(rule, text, 'all'),
    within: [{ open: compile(rule, open, 'all'), close: compile(rule, close, 'all') }],
  }));
  return [...plain, ...wrapped];
}

function patternRule(rule: PatternRule): CompiledPattern {
  const { within = [], after } = rule;
  const pattern = compile(rule, withSecretForms(rule.pattern));
  if (!pattern.holdsSecrets) throw badRule(rule, 'its pattern has no group (?P<secret>…), {value} or {word}');
  return {
    near: lower(rule.near),
    sign: '',
    pattern,
    within: within.map(({ open, close }) => ({
      open: compile(rule, open),
      close: close === undefined ? null : compile(rule, close),
    })),
    after: after === undefined ? null : compile(rule, after),
  };
}

function blockRule(rule: BlockRule): CompiledBlock {
  return { near: lower(rule.near), begin: compile(rule, rule.begin), end: compile(rule, rule.end) };
}

function compile(rule: RedactionRule, text: string, trust: Trust = 'short'): LinePattern {
  try {
    const pattern = new LinePattern(text, trust);
    if (pattern.size <= maxPatternSize) return pattern;
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
