import type { ProbeRules } from '../model/guard-grammar.ts';
import type { Finding, Grammar, Keyword } from './grammar.ts';
import type { Note } from './judge-words.ts';
import type { Word } from './read-line.ts';

/** Packets of one ping. Takes under two minutes at one a second. */
const maxCount = 100;

/** A host name or an address; never an option of the program behind the command. */
const host = /^[A-Za-z0-9:][A-Za-z0-9._:%-]*$/;

/** A name or an address as an option's value: unquoted, and no option of the program behind the command. */
const plainValue = /^[A-Za-z0-9:][A-Za-z0-9._:%/-]*$/;

/**
 * Judges a ping or traceroute: read only where it is bounded. Reads the options with their values, because
 * `ping routing-instance count 5` pings host 5 for ever.
 */
export function judgeProbe({ finding, probe, name }: Keyword, args: readonly Word[], grammar: Grammar, note: Note) {
  if (probe === null) return finding;
  const endless = (reason: string): Finding => ({
    verdict: 'infinite',
    reason,
    rule: `${name} needs a bound`,
    instead: null,
  });
  const bound = probe.bounds[0];
  const form = [name, 'HOST', ...(bound === undefined ? [] : [bound, '5'])].join(' ');
  const read = readOptions(args, probe, form, grammar.abbreviations.commands, note);
  if (!read.ok) return endless(read.reason);
  const [count, more] = read.counts;
  if (more !== undefined) return endless(`the number of packets is given twice: write ${form}`);
  if (count === undefined) {
    return read.bounded || probe.ends_by_itself
      ? finding
      : endless(`ping without ${bound} may never end: write ${form}`);
  }
  if (/^[1-9]\d{0,2}$/.test(count) && Number(count) <= maxCount) return finding;
  return endless(`${bound} "${count}" is no number from 1 to ${maxCount}: write ${form}`);
}

type Options =
  | { readonly ok: true; readonly counts: readonly string[]; readonly bounded: boolean }
  | { readonly ok: false; readonly reason: string };

function readOptions(args: readonly Word[], rules: ProbeRules, form: string, shortened: boolean, note: Note): Options {
  const counts: string[] = [];
  let bounded = false;
  let hosts = 0;
  const failed = (reason: string): Options => ({ ok: false, reason: `${reason}: write ${form}` });
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    const word = arg.text;
    const [option, ...others] = optionsMeant(word, rules, shortened);
    if (others.length > 0) return failed(`"${word}" could be ${[option, ...others].join(' or ')}`);
    if (option === undefined) {
      if (rules.endless.some((each) => each.startsWith(word.toLowerCase()))) {
        note(arg, 'never ends');
        return failed(`"${word}" runs until it is interrupted`);
      }
      note(arg, hosts === 0 ? 'host' : 'unknown');
      if (!host.test(word) || hosts > 0) return failed(`"${word}" is not known here, so nothing shows that it ends`);
      hosts += 1;
      continue;
    }
    note(arg, word === option ? `option ${option}` : `short for option ${option}`);
    if (rules.bounding_flags.includes(option)) bounded = true;
    if (rules.flags.includes(option) || rules.bounding_flags.includes(option)) continue;
    index += 1;
    const value = args[index];
    if (value === undefined) return failed(`"${option}" without its value`);
    note(value, `value of ${option}`);
    if (rules.bounds.includes(option)) counts.push(value.text);
    else {
      const wrong = valueProblem(option, value.text, rules, shortened);
      if (wrong !== null) return failed(wrong);
    }
  }
  if (hosts === 0) return { ok: false, reason: `no host: write ${form}` };
  return { ok: true, counts, bounded };
}

const keywords = ({ bounds, flags, valued, bounding_flags, endless }: ProbeRules): readonly string[] => [
  ...[...bounds, ...flags, ...Object.keys(valued), ...bounding_flags],
  ...endless,
];

/** The options that a word stands for: itself, or all that it may be short for. */
function optionsMeant(word: string, rules: ProbeRules, shortened: boolean): readonly string[] {
  const known = keywords(rules).filter((each) => !rules.endless.includes(each));
  if (known.includes(word)) return [word];
  if (!shortened || rules.endless.some((each) => each.startsWith(word))) return [];
  return known.filter((each) => each.startsWith(word));
}

/** What is wrong with an option's value; null when it bounds or names something. */
function valueProblem(option: string, value: string, rules: ProbeRules, shortened: boolean): string | null {
  if (keywords(rules).some((each) => each === value || (shortened && each.startsWith(value)))) {
    return `"${option}" takes no keyword, found "${value}"`;
  }
  const ceiling = Object.hasOwn(rules.valued, option) ? rules.valued[option] : undefined;
  if (ceiling === undefined || ceiling === null) {
    return plainValue.test(value) ? null : `"${option}" takes a plain word, found ${value}`;
  }
  // Nothing to wait for can mean to wait for ever.
  const fits = /^\d{1,5}(?:\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= ceiling;
  return fits ? null : `"${option}" takes a number above 0 up to ${ceiling}, found ${value}`;
}
