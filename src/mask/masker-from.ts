import type { MaskRules } from '../model/mask-rules.ts';
import type { MaskContext, MaskedText, Masker } from '../model/masker.ts';
import type { PlatformName } from '../model/platform-name.ts';
import { type CompiledMasks, compileMasks, type PlatformMasks } from './compile-masks.ts';
import { maskOwnNames } from './own-names.ts';
import { TextMasker } from './text-masker.ts';

/** Sets of rules whose lines are remembered at once. */
const maxMemos = 8;

/** Answers remembered of each set: most of a fleet's are equal once their own names are masked, or of a few kinds. */
const maxAnswers = 8;

/** Longer answers are not remembered. */
const maxAnswerChars = 1 << 18;

/**
 * The masker that these rules make; they are asked for when the first device of a platform comes, as reading all takes
 * longer than many a command. A device of an unknown platform has its own names masked and nothing else. Masking throws
 * `bad_settings` for a rule that cannot be used.
 */
export function maskerFrom(rulesOf: (platform: PlatformName) => MaskRules): Masker {
  const platforms = new Map<PlatformName, PlatformMasks>();
  const memos = new Map<CompiledMasks, RuleSetMemo>();

  const memoOf = (masks: CompiledMasks): RuleSetMemo => {
    const known = memos.get(masks);
    if (known !== undefined) return known;
    if (memos.size >= maxMemos) memos.clear();
    const memo = new RuleSetMemo(masks);
    memos.set(masks, memo);
    return memo;
  };

  const masksOf = (name: PlatformName): PlatformMasks => {
    const known = platforms.get(name) ?? compileMasks(rulesOf(name));
    platforms.set(name, known);
    return known;
  };

  return (output, context: MaskContext) => {
    const platform = context.platform === null ? undefined : masksOf(context.platform);
    const own = maskOwnNames(output, context, platform?.ownHostname ?? []);
    if (platform === undefined) return { text: own.text, masks: own.masks.toSorted() };
    const masked = memoOf(platform.forCommand(context.command)).mask(own.text);
    if (own.masks.length === 0) return masked;
    return { text: masked.text, masks: [...masked.masks, ...own.masks].sort() };
  };
}

class RuleSetMemo {
  readonly #masks: CompiledMasks;
  #masker: TextMasker;
  /** The last ones that differed. */
  readonly #answers: { readonly text: string; readonly masked: MaskedText }[] = [];
  #oldest = 0;

  constructor(masks: CompiledMasks) {
    this.#masks = masks;
    this.#masker = new TextMasker(masks);
  }

  mask(text: string): MaskedText {
    for (const known of this.#answers) if (known.text === text) return known.masked;
    const masked = this.#new(text);
    if (text.length > maxAnswerChars) return masked;
    this.#answers[this.#oldest] = { text, masked };
    this.#oldest = (this.#oldest + 1) % maxAnswers;
    return masked;
  }

  #new(text: string): MaskedText {
    try {
      return this.#masker.mask(text);
    } catch (thrown) {
      // What it remembers may be half of this answer and half of the last.
      this.#masker = new TextMasker(this.#masks);
      throw thrown;
    }
  }
}
