import { Option } from 'commander';
import { type Masker, noMasks } from '../model/masker.ts';
import type { View } from '../model/run-document.ts';

export function viewOption(): Option {
  return new Option(
    '--view <view>',
    'equal answers once, every device by itself, whose lines differ from the common answer, or JSON answers as a table',
  )
    .choices(['folded', 'per-device', 'diff', 'table'])
    .default('folded');
}

/** The wire's word for the flag's; `diff` is for people, and its document the folded one. */
export function viewOf(flag: string): View {
  return flag === 'per-device' ? 'per_device' : 'folded';
}

export function noMaskOption(): Option {
  return new Option('--no-mask', 'compare every byte: uptimes, counters and the like tell answers apart too');
}

/** The masker, unless the flag says no. */
export function maskerOf({ mask }: { readonly mask: boolean }, opened: { readonly masker: Masker }): Masker {
  return mask ? opened.masker : noMasks;
}
