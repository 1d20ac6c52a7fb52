import type { PlatformName } from '../model/platform-name.ts';
import { eos, iosxe, iosxr, nxos } from './cisco-like.ts';
import { frr } from './frr.ts';
import { junos } from './junos.ts';
import { srlinux, sros } from './nokia.ts';
import type { PlatformRules } from './platform.ts';
import { rulesFrom } from './rules-from.ts';
import { shellRefusals } from './shell-refusals.ts';

const rules: Readonly<Record<PlatformName, PlatformRules>> = {
  junos: rulesFrom(junos),
  eos: rulesFrom(eos),
  iosxe: rulesFrom(iosxe),
  iosxr: rulesFrom(iosxr),
  nxos: rulesFrom(nxos),
  sros: rulesFrom(sros),
  srlinux: rulesFrom(srlinux),
  frr: rulesFrom(frr),
  linux: rulesFrom({ refusals: shellRefusals, preamble: [], answerStatuses: [] }),
};

/** How to judge the answers of a platform. */
export function rulesFor(platform: PlatformName): PlatformRules {
  return rules[platform];
}
