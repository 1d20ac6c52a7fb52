import type { PlatformName } from '../model/platform-name.ts';
import { type Judgement, type Verdict, verdicts } from '../model/verdict.ts';
import { judgePipe, type Objection } from './judge-pipe.ts';
import { judgePing, judgeTraceroute } from './judge-probe.ts';
import { judgeQuoted } from './judge-quoted.ts';
import { judgeShow } from './judge-show.ts';
import { pingRules, tracerouteRules } from './probe-rules.ts';
import { type CommandLine, readLine, type Word } from './read-line.ts';
import { namesSubject, sensitiveSubjects } from './show-rules.ts';

const allowedCommands = ['show', 'ping', 'traceroute'];

/** First words that people try, and the form that passes. */
const otherFirstWords: Readonly<Record<string, readonly [Verdict, string]>> = {
  run: ['dangerous', 'leave "run" out: this is operational mode'],
  do: ['dangerous', 'leave "do" out: this is operational mode'],
  cli: ['dangerous', 'leave "cli" out: the line already goes to the CLI'],
  monitor: ['infinite', 'monitor runs until it is interrupted: use the show command for the same state'],
  configure: ['write', 'configuration changes are not supported'],
  set: ['write', 'configuration changes are not supported'],
  commit: ['write', 'configuration changes are not supported'],
};

/** Users whose login is a Unix shell, where no line is known to be harmless. */
const shellLogins: Readonly<Partial<Record<PlatformName, readonly string[]>>> = {
  junos: ['root'],
  eos: ['root'],
  srlinux: ['root', 'linuxadmin'],
  frr: ['root'],
};

/**
 * Judges one line for one platform before it is sent. Strict: what is not known to be a read is refused. `username`
 * matters where a login lands in a Unix shell instead of the CLI.
 */
export function judgeLine(line: string, platform: PlatformName, username: string): Judgement {
  const login = judgeLogin(platform, username);
  if (login !== null) return refused(login);
  const reading = readLine(line);
  if (!reading.ok) return refused({ verdict: 'dangerous', reason: reading.reason });
  const objections = objectionsTo(line, reading.line, platform);
  const gravest = objections.sort((a, b) => verdicts.indexOf(b.verdict) - verdicts.indexOf(a.verdict))[0];
  if (gravest !== undefined) return refused(gravest);
  const [first, ...rest] = reading.line.command.map((word) => word.value);
  if (first === 'show' && sensitiveSubjects[platform].some((subject) => namesSubject(rest, subject))) {
    return {
      verdict: 'sensitive',
      allowed: true,
      reason: 'read-only, but its output may hold secrets or what others typed',
    };
  }
  return { verdict: 'read', allowed: true, reason: 'read-only and ends by itself' };
}

const refused = ({ verdict, reason }: Objection): Judgement => ({ verdict, allowed: false, reason });

function judgeLogin(platform: PlatformName, username: string): Objection | null {
  if (platform === 'linux') {
    return {
      verdict: 'dangerous',
      reason:
        'a line for platform linux goes to a Unix shell, where nothing is known to be harmless: run it on routers only',
    };
  }
  const login = username.trim();
  if (shellLogins[platform]?.includes(login)) {
    return {
      verdict: 'dangerous',
      reason: `${login} on ${platform} lands in a Unix shell, not in the CLI: log in as a user with a read-only role`,
    };
  }
  return null;
}

function objectionsTo(line: string, { command, pipes }: CommandLine, platform: PlatformName): Objection[] {
  const all = [judgeCommand(command, platform), ...pipes.map((pipe) => judgePipe(pipe, command, platform))];
  if (platform !== 'junos') all.push(judgeQuoted(line));
  return all.filter((each) => each !== null);
}

function judgeCommand([first, ...args]: readonly Word[], platform: PlatformName): Objection | null {
  switch (first?.text) {
    case 'show':
      return judgeShow(args, platform);
    case 'ping':
      return judgePing(args, pingRules[platform]);
    case 'traceroute':
      return judgeTraceroute(args, tracerouteRules[platform]);
    default:
      return judgeOther(first?.value ?? '');
  }
}

function judgeOther(word: string): Objection {
  const lower = word.toLowerCase();
  const known = Object.hasOwn(otherFirstWords, lower) ? otherFirstWords[lower] : undefined;
  if (known !== undefined) return { verdict: known[0], reason: known[1] };
  const meant = allowedCommands.filter((command) => lower !== '' && command.startsWith(lower));
  const nearest =
    meant.length > 0
      ? `write ${meant.join(' or ')} in full and in small letters`
      : `a line starts with ${allowedCommands.join(', ')}`;
  return { verdict: 'dangerous', reason: `first word ${JSON.stringify(word)}: ${nearest}` };
}
