import { RE2JSSyntaxException } from 're2js';
import { RollcallError } from '../base/rollcall-error.ts';
import type { BlockRule, PatternRule, PlacedRules, RedactionRule, WordRule } from '../model/redaction-rules.ts';
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

/** Throws `bad_settings` that names the rule and its place. Only rules that come with rollcall are `reviewed`. */
export function compileRules({ rules, places }: PlacedRules, reviewed: boolean): readonly ScopedRule[] {
  return rules.map((rule, index) => {
    const compile = compilerFor(rule, places[index] ?? '', reviewed);
    return {
      rule,
      command: rule.command === undefined ? null : compile(rule.command),
      patterns: 'words' in rule ? wordRule(rule, compile) : 'pattern' in rule ? [patternRule(rule, compile)] : [],
      blocks: 'begin' in rule ? [blockRule(rule, compile)] : [],
    };
  });
}

type Compile = (text: string, made?: 'here' | 'secret') => LinePattern;

/** Makes the patterns of one rule: `here` are those that this file writes, `secret` has to have a group for one. */
function compilerFor({ name }: RedactionRule, place: string, reviewed: boolean): Compile {
  const badRule = (why: string): RollcallError =>
    new RollcallError('bad_settings', `${place}: redaction rule "${name}": ${why}`, {
      hint: 'patterns are RE2, without look-around and back-references; the head of config/redaction.yaml explains them',
      phase: 'request',
    });
  return (text, made) => {
    const trust: Trust = reviewed ? (made === 'here' ? 'all' : 'short') : 'none';
    let pattern: LinePattern;
    try {
      pattern = new LinePattern(text, trust);
    } catch (thrown) {
      throw thrown instanceof RE2JSSyntaxException ? badRule(thrown.message) : thrown;
    }
    if (pattern.size > maxPatternSize) throw badRule('its repeat counts come to too much');
    if (made === 'secret' && !pattern.holdsSecrets) {
      throw badRule('its pattern has no group (?P<secret>…), {value} or {word}');
    }
    return pattern;
  };
}

const lower = (texts: readonly string[]): readonly string[] => texts.map((text) => text.toLowerCase());

function wordRule(rule: WordRule, compile: Compile): readonly CompiledPattern[] {
  const common = { near: lower(rule.words), within: [], after: null };
  const plain = wordPatterns(rule.words, rule.prose ?? false).map(({ text, sign }) => ({
    ...common,
    sign,
    pattern: compile(text, 'here'),
  }));
  const wrapped = wrappedPatterns(rule.words).map(({ open, close, text, sign }) => ({
    ...common,
    sign,
    pattern: compile(text, 'here'),
    within: [{ open: compile(open, 'here'), close: compile(close, 'here') }],
  }));
  return [...plain, ...wrapped];
}

function patternRule(rule: PatternRule, compile: Compile): CompiledPattern {
  const { within = [], after } = rule;
  return {
    near: lower(rule.near),
    sign: '',
    pattern: compile(withSecretForms(rule.pattern), 'secret'),
    within: within.map(({ open, close }) => ({
      open: compile(open),
      close: close === undefined ? null : compile(close),
    })),
    after: after === undefined ? null : compile(after),
  };
}

function blockRule({ near, begin, end }: BlockRule, compile: Compile): CompiledBlock {
  return { near: lower(near), begin: compile(begin), end: compile(end) };
}
