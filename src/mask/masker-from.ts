import type { MaskRules } from '../model/mask-rules.ts';
import type { MaskContext, MaskedText, Masker } from '../model/masker.ts';
import type { PlatformName } from '../model/platform-name.ts';
import { type CompiledMasks, compileMasks, type PlatformMasks } from './compile-masks.ts';
import { HitRate } from './hit-rate.ts';
import { LineMemo } from './line-memo.ts';
import { maskOwnNames } from './own-names.ts';
import { maskText } from './text-masker.ts';

/** Sets of rules whose lines are remembered at once. */
const maxMemos = 8;

/** Of whole outputs, so many characters are remembered: most of a fleet's answers are equal once their own names are masked. */
const maxOutputChars = 4_000_000;

/**
 * The masker that these rules make. A device of a platform without rules, or of an unknown one, has its own names masked
 * and nothing else. Throws `bad_settings` for a rule that cannot be used.
 */
export function maskerFrom(rules: readonly MaskRules[]): Masker {
  const platforms = new Map<PlatformName, PlatformMasks>(rules.map((each) => [each.platform, compileMasks(each)]));
  const memos = new Map<CompiledMasks, RuleSetMemo>();

  const memoOf = (masks: CompiledMasks): RuleSetMemo => {
    const known = memos.get(masks);
    if (known !== undefined) return known;
    if (memos.size >= maxMemos) memos.clear();
    const memo = new RuleSetMemo(masks);
    memos.set(masks, memo);
    return memo;
  };

  return (output, context: MaskContext) => {
    const platform = context.platform === null ? undefined : platforms.get(context.platform);
    const own = maskOwnNames(output, context, platform?.ownHostname ?? []);
    if (platform === undefined) return { text: own.text, masks: own.masks.toSorted() };
    const masked = memoOf(platform.forCommand(context.command)).mask(own.text);
    if (own.masks.length === 0) return masked;
    return { text: masked.text, masks: [...masked.masks, ...own.masks].sort() };
  };
}

class RuleSetMemo {
  readonly #masks: CompiledMasks;
  readonly #lines = new LineMemo();
  readonly #outputs = new Map<string, MaskedText>();
  readonly #rate = new HitRate();
  #chars = 0;

  constructor(masks: CompiledMasks) {
    this.#masks = masks;
  }

  mask(text: string): MaskedText {
    const known = this.#outputs.get(text);
    this.#rate.count(known !== undefined);
    if (known !== undefined) return known;
    this.#lines.sees(text.length);
    const fired = new Set<string>();
    const masked = { text: maskText(text, this.#masks, this.#lines, fired), masks: [...fired].sort() };
    if (this.#rate.pays) this.#remember(text, masked);
    return masked;
  }

  #remember(text: string, masked: MaskedText): void {
    const chars = text.length + masked.text.length;
    if (chars > maxOutputChars) return;
    if (this.#chars + chars > maxOutputChars) {
      this.#outputs.clear();
      this.#chars = 0;
    }
    this.#chars += chars;
    this.#outputs.set(text, masked);
  }
}
