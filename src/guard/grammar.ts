import type { GuardGrammar, GuardNode, GuardPipe, ProbeRules, ShowRules } from '../model/guard-grammar.ts';
import type { PlatformName } from '../model/platform-name.ts';
import type { Verdict } from '../model/verdict.ts';

/** What one rule says of a line, and what a grave one leaves as a way out. */
export interface Finding {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Which rule: `show > configuration`, `| save`. */
  readonly rule: string;
  readonly instead: string | null;
  /** Set where it is grave only because no keyword of the grammar says what the line does. */
  readonly unlisted?: true;
}

/** A keyword with all that it inherits from the ones before it. */
export interface Keyword {
  readonly name: string;
  readonly finding: Finding;
  readonly complete: boolean;
  readonly localFiles: 'named' | 'opened' | null;
  readonly anywhere: ReadonlyMap<string, Finding>;
  readonly probe: ProbeRules | null;
  readonly words: ReadonlyMap<string, Keyword>;
}

/** A platform's grammar, ready to judge with. */
export interface Grammar {
  readonly platform: PlatformName;
  readonly abbreviations: { readonly commands: boolean; readonly pipes: boolean };
  readonly quotesLive: boolean;
  readonly shellLogins: 'all' | ReadonlySet<string>;
  readonly shellLines: ReadonlySet<string>;
  /** Stands before the first word. */
  readonly root: Keyword;
  readonly show: (ShowRules & { readonly harmlessPlace: RegExp | null }) | null;
  readonly pipes: ReadonlyMap<string, GuardPipe>;
  readonly pipeNames: ReadonlyMap<string, string>;
  /** The pipes that can pass, for messages. */
  readonly allowedPipes: string;
  /** The first words that can pass, for messages. */
  readonly allowedCommands: readonly string[];
}

/** The rule about a line whose first word no grammar has. */
export const unknownFirstWord = 'unknown first word';

const unknown: Finding = {
  verdict: 'dangerous',
  reason: 'no command of this platform that is known',
  rule: unknownFirstWord,
  instead: null,
  unlisted: true,
};

const usualReasons: ReadonlyMap<Verdict | undefined, string> = new Map([
  ['read', 'read-only and ends by itself'],
  ['sensitive', 'read-only, but its output may hold secrets or what others typed'],
]);

export function compileGrammar(data: GuardGrammar): Grammar {
  const { shell, show } = data;
  const commands = Object.entries(data.commands);
  return {
    platform: data.platform,
    abbreviations: data.abbreviations,
    quotesLive: data.quotes === 'live',
    shellLogins: shell.logins === 'all' ? 'all' : new Set(shell.logins),
    shellLines: new Set(shell.lines),
    root: {
      name: '',
      finding: unknown,
      complete: true,
      localFiles: null,
      anywhere: new Map(),
      probe: null,
      words: new Map(commands.map(([name, node]) => [name, keyword(name, node, unknown, name)])),
    },
    show:
      show === undefined
        ? null
        : { ...show, harmlessPlace: show.harmless_place === undefined ? null : new RegExp(show.harmless_place) },
    pipes: new Map(Object.entries(data.pipes)),
    pipeNames: new Map(Object.entries(data.pipe_names)),
    allowedPipes: allowedPipes(data.pipes),
    allowedCommands: commands.filter(([, node]) => canPass(node)).map(([name]) => name),
  };
}

function keyword(name: string, node: GuardNode, before: Finding, rule: string): Keyword {
  const { verdict = before.verdict, instead = before.instead } = node;
  const own = node.reason ?? usualReasons.get(node.verdict);
  const reason = own === undefined ? before.reason : reasonWithin(rule, verdict, own);
  const finding: Finding = { verdict, reason, rule, instead };
  return {
    name,
    finding,
    complete: node.complete,
    localFiles: node.local_files ?? null,
    anywhere: new Map(
      Object.entries(node.anywhere).map(([word, what]) => [word, { ...what, rule: `${rule} … ${word}`, instead }]),
    ),
    probe: node.probe ?? null,
    words: new Map(
      Object.entries(node.words).map(([word, child]) => [word, keyword(word, child, finding, `${rule} > ${word}`)]),
    ),
  };
}

/** A refusal says which words it is about. */
function reasonWithin(rule: string, verdict: Verdict, reason: string): string {
  const words = rule.replaceAll(' > ', ' ');
  const passes = verdict === 'read' || verdict === 'sensitive';
  return passes || reason.startsWith(`${words.split(' ', 1).join()} `) ? reason : `${words}: ${reason}`;
}

function allowedPipes(pipes: Readonly<Record<string, GuardPipe>>): string {
  const names = Object.entries(pipes).filter(([, { verdict }]) => verdict === 'read');
  if (names.length === 0) return 'no pipe is allowed here';
  return `allowed are ${names.map(([name]) => `| ${name}`).join(', ')}`;
}

function canPass(node: GuardNode): boolean {
  return node.probe !== undefined || node.verdict === 'read' || Object.values(node.words).some(canPass);
}
