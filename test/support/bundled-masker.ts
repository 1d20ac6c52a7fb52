import { maskerFrom } from '../../src/mask/masker-from.ts';
import type { Masker } from '../../src/model/masker.ts';
import { bundledMaskRules, readMaskRules } from '../../src/settings/mask-rules.ts';

/** With the rules that come with the package. */
export const bundledMasker: Masker = maskerFrom(await readMaskRules(bundledMaskRules));
