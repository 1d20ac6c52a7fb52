import { Option } from 'commander';
import type { View } from '../model/run-document.ts';

export function viewOption(): Option {
  return new Option('--view <view>', 'equal answers once, or every device by itself')
    .choices(['folded', 'per-device'])
    .default('folded');
}

/** The wire's word for the flag's. */
export function viewOf(flag: string): View {
  return flag === 'per-device' ? 'per_device' : 'folded';
}
