import { verdicts } from '../model/verdict.ts';
import type { Finding } from './grammar.ts';

/** The gravest finding; of equally grave ones the first. */
export function gravest(first: Finding, ...more: readonly Finding[]): Finding {
  let found = first;
  for (const each of more) if (verdicts.indexOf(each.verdict) > verdicts.indexOf(found.verdict)) found = each;
  return found;
}
