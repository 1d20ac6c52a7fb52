import type { Objection } from './judge-pipe.ts';
import { ceilings, type ProbeRules } from './probe-rules.ts';
import type { Word } from './read-line.ts';

/** Packets of one ping. Takes under two minutes at one a second. */
const maxCount = 100;

/** A host name or an address; never an option of the program behind the command. */
const host = /^[A-Za-z0-9:][A-Za-z0-9._:%-]*$/;

/** A name or an address as an option's value: unquoted, and no option of the program behind the command. */
const plainValue = /^[A-Za-z0-9:][A-Za-z0-9._:%/-]*$/;

/**
 * What speaks against a ping; null when it is bounded. Reads the options with their values, because
 * `ping routing-instance count 5` pings host 5 for ever.
 */
export function judgePing(args: readonly Word[], rules: ProbeRules | null): Objection | null {
  if (rules === null) return endless('ping never ends on this platform: use traceroute HOST');
  const form = `ping HOST ${rules.bounds[0]} 5`;
  const read = readOptions(args, rules, form);
  if (!read.ok) return endless(read.reason);
  const [count, more] = read.counts;
  if (more !== undefined) return endless(`the number of packets is given twice: write ${form}`);
  if (count === undefined) {
    return read.bounded ? null : endless(`ping without ${rules.bounds[0]} may never end: write ${form}`);
  }
  if (/^[1-9]\d{0,2}$/.test(count) && Number(count) <= maxCount) return null;
  return endless(`${rules.bounds[0]} "${count}" is no number from 1 to ${maxCount}: write ${form}`);
}

/** What speaks against a traceroute; null when its words are known and it ends by itself. */
export function judgeTraceroute(args: readonly Word[], rules: ProbeRules | null): Objection | null {
  if (rules === null) return endless('traceroute is not known on this platform');
  const read = readOptions(args, rules, 'traceroute HOST');
  return read.ok ? null : endless(read.reason);
}

type Options =
  | { readonly ok: true; readonly counts: readonly string[]; readonly bounded: boolean }
  | { readonly ok: false; readonly reason: string };

function readOptions(args: readonly Word[], rules: ProbeRules, form: string): Options {
  const counts: string[] = [];
  let bounded = false;
  let hosts = 0;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index]?.text ?? '';
    if (rules.flags.includes(word)) continue;
    if (rules.boundingFlags?.includes(word)) bounded = true;
    else if (rules.bounds.includes(word) || rules.valued.includes(word)) {
      index += 1;
      const value = args[index]?.text;
      if (value === undefined) return { ok: false, reason: `"${word}" without its value: write ${form}` };
      if (rules.bounds.includes(word)) counts.push(value);
      else {
        const wrong = valueProblem(word, value, rules);
        if (wrong !== null) return { ok: false, reason: `${wrong}: write ${form}` };
      }
    } else if (rules.endless?.some((each) => each.startsWith(word.toLowerCase()))) {
      return { ok: false, reason: `"${word}" runs until it is interrupted: write ${form}` };
    } else if (host.test(word) && hosts === 0) hosts += 1;
    else return { ok: false, reason: `"${word}" is not known here, so nothing shows that it ends: write ${form}` };
  }
  if (hosts === 0) return { ok: false, reason: `no host: write ${form}` };
  return { ok: true, counts, bounded };
}

/** What is wrong with an option's value; null when it bounds or names something. */
function valueProblem(option: string, value: string, rules: ProbeRules): string | null {
  const { bounds, flags, valued, boundingFlags = [], endless: forEver = [] } = rules;
  if ([...bounds, ...flags, ...valued, ...boundingFlags, ...forEver].includes(value)) {
    return `"${option}" takes no keyword, found "${value}"`;
  }
  const ceiling = Object.hasOwn(ceilings, option) ? ceilings[option] : undefined;
  if (ceiling === undefined) return plainValue.test(value) ? null : `"${option}" takes a plain word, found ${value}`;
  // Nothing to wait for can mean to wait for ever.
  const fits = /^\d{1,5}(?:\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= ceiling;
  return fits ? null : `"${option}" takes a number above 0 up to ${ceiling}, found ${value}`;
}

const endless = (reason: string): Objection => ({ verdict: 'infinite', reason });
