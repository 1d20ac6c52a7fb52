import type { Answer, Piece, Question } from './answer.ts';
import { showBgpNeighbor, showBgpSummary } from './bgp-answers.ts';
import { showConfiguration } from './configuration.ts';
import { showInterfacesTerse } from './interface-answers.ts';
import {
  showInterfacesDescriptions,
  showLldpNeighbors,
  showOspfNeighbor,
  showRouteSummary,
} from './network-answers.ts';
import { ping } from './ping.ts';
import {
  showChassisAlarms,
  showChassisHardware,
  showLogMessages,
  showSystemAlarms,
  showSystemCommit,
  showSystemUptime,
  showVersion,
  showVersionBrief,
} from './system-answers.ts';

/** A command that the simulated CLI knows. */
export interface Verb {
  /** Its keywords, in full. */
  readonly words: string;
  /** How many free words may follow. */
  readonly maxArgs: number;
  readonly answer: (question: Question) => Answer | Iterable<Piece>;
}

const said =
  (text: (value: string) => string) =>
  ({ args }: Question): Answer => ({ text: text(args[0] ?? '') });

export const verbs: readonly Verb[] = [
  { words: 'show version', maxArgs: 0, answer: showVersion },
  { words: 'show version brief', maxArgs: 0, answer: showVersionBrief },
  { words: 'show system uptime', maxArgs: 0, answer: showSystemUptime },
  { words: 'show system alarms', maxArgs: 0, answer: showSystemAlarms },
  { words: 'show system commit', maxArgs: 0, answer: showSystemCommit },
  { words: 'show chassis hardware', maxArgs: 0, answer: showChassisHardware },
  { words: 'show chassis alarms', maxArgs: 0, answer: showChassisAlarms },
  { words: 'show interfaces terse', maxArgs: 1, answer: showInterfacesTerse },
  { words: 'show interfaces descriptions', maxArgs: 0, answer: showInterfacesDescriptions },
  { words: 'show bgp summary', maxArgs: 0, answer: showBgpSummary },
  { words: 'show bgp neighbor', maxArgs: 1, answer: showBgpNeighbor },
  { words: 'show ospf neighbor', maxArgs: 0, answer: showOspfNeighbor },
  { words: 'show lldp neighbors', maxArgs: 0, answer: showLldpNeighbors },
  { words: 'show route summary', maxArgs: 0, answer: showRouteSummary },
  { words: 'show configuration', maxArgs: 8, answer: showConfiguration },
  { words: 'show log messages', maxArgs: 0, answer: showLogMessages },
  { words: 'ping', maxArgs: 12, answer: ping },
  { words: 'set cli screen-length', maxArgs: 1, answer: said((value) => `Screen length set to ${value}\n`) },
  { words: 'set cli screen-width', maxArgs: 1, answer: said((value) => `Screen width set to ${value}\n`) },
  { words: 'set cli complete-on-space off', maxArgs: 0, answer: said(() => 'Disabling complete-on-space\n') },
  { words: 'set cli timestamp disable', maxArgs: 0, answer: said(() => 'CLI timestamp disabled\n') },
];

export interface Resolved {
  readonly ok: true;
  readonly verb: Verb;
  readonly args: readonly string[];
}

export interface Refused {
  readonly ok: false;
  readonly reason: 'unknown' | 'syntax' | 'ambiguous' | 'incomplete';
  /** The word that was refused, and where in the line it begins. */
  readonly word: string;
  readonly at: number;
  /** What the word could have been, where it is ambiguous. */
  readonly completions: readonly string[];
}

/** Finds the verb of a line without pipes. Every keyword may be shortened to a prefix that only one keyword has. */
export function resolve(line: string): Resolved | Refused {
  const words = [...line.matchAll(/"[^"]*"|\S+/g)].map((match) => ({ text: match[0], at: match.index }));
  let fitting = verbs;
  let depth = 0;
  for (const word of words) {
    const known = [...new Set(fitting.flatMap(({ words: full }) => full.split(' ')[depth] ?? []))];
    const matches = known.includes(word.text) ? [word.text] : known.filter((full) => full.startsWith(word.text));
    const refuse = (reason: Refused['reason']): Refused => ({
      ok: false,
      reason,
      word: word.text,
      at: word.at,
      completions: matches,
    });
    if (matches.length > 1) return refuse('ambiguous');
    if (matches.length === 0) {
      const verb = verbEndingAt(fitting, depth);
      const args = words.slice(depth).map(({ text }) => text);
      if (verb !== undefined && args.length <= verb.maxArgs) return { ok: true, verb, args };
      return refuse(depth === 0 ? 'unknown' : 'syntax');
    }
    fitting = fitting.filter(({ words: full }) => full.split(' ')[depth] === matches[0]);
    depth += 1;
  }
  const verb = verbEndingAt(fitting, depth);
  if (verb !== undefined) return { ok: true, verb, args: [] };
  return { ok: false, reason: 'incomplete', word: '', at: line.trimEnd().length, completions: [] };
}

function verbEndingAt(fitting: readonly Verb[], depth: number): Verb | undefined {
  return fitting.find(({ words }) => words.split(' ').length === depth);
}
