import type { CompiledBlock, CompiledPattern, ScopedRule } from './compile-rules.ts';
import { controlSigns } from './line-controls.ts';

/** Rules that look for the same texts. */
interface Group {
  readonly near: RegExp;
  readonly patterns: CompiledPattern[];
}

/** The rules for one platform and command, with what tells quickly which of them a line needs. */
export class RuleSet {
  readonly blocks: readonly CompiledBlock[];
  /** Patterns that apply within sections only. */
  readonly sectioned: readonly CompiledPattern[];
  readonly #groups: readonly Group[];
  /**
   * Fits every line that any rule could fit, and those with control characters, which may stand within what is looked
   * for. Alternatives of literals: linear.
   */
  readonly #needle: RegExp;

  constructor(rules: readonly ScopedRule[]) {
    const patterns = rules.flatMap((rule) => rule.patterns);
    const groups = new Map<string, Group>();
    for (const pattern of patterns) {
      const key = pattern.near.join('\n');
      const group = groups.get(key) ?? { near: anyOf(pattern.near, 'i'), patterns: [] };
      group.patterns.push(pattern);
      groups.set(key, group);
    }
    this.#groups = [...groups.values()];
    this.sectioned = patterns.filter(({ within }) => within.length > 0);
    this.blocks = rules.flatMap((rule) => rule.blocks);
    this.#needle = anyOf(new Set([...patterns, ...this.blocks].flatMap(({ near }) => near)), 'gi', `[${controlSigns}]`);
  }

  /** Where in the text, from `at` on, something stands that a rule looks for; -1 if nowhere. */
  search(text: string, at: number): number {
    this.#needle.lastIndex = at;
    return this.#needle.test(text) ? this.#needle.lastIndex - 1 : -1;
  }

  /** The patterns of which a text that they look for is in the line, without regard to sections. */
  near(line: string): readonly CompiledPattern[] {
    const found: CompiledPattern[] = [];
    for (const { near, patterns } of this.#groups) {
      if (near.test(line)) found.push(...patterns);
    }
    return found;
  }
}

function anyOf(texts: Iterable<string>, flags: string, ...others: readonly string[]): RegExp {
  const literals = [...texts].map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp([...literals, ...others].join('|'), flags);
}
