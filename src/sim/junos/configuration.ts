import type { Answer, Question } from './answer.ts';
import type { Router } from './router.ts';
import { fillTemplate } from './template.ts';
import { instantText } from './time-text.ts';

/** One statement of a configuration; a leaf has no children list. */
interface Statement {
  readonly text: string;
  readonly comment: string;
  readonly children: Statement[] | null;
}

/** The whole configuration, or the part below the words behind the command. */
export function showConfiguration({ router, args }: Question): Answer {
  const whole = configurationText(router);
  if (args.length === 0) return { text: whole };
  const inside = descend(parse(whole), args);
  return { text: inside.map((statement) => curly(statement, '')).join('') };
}

/** The same as `set` lines, which is what `| display set` shows. */
export function configurationAsSet({ router, args }: Question): string {
  const statements = descend(parse(configurationText(router)), args);
  const path = ['set', ...args];
  return statements.flatMap((statement) => setLines(statement, path)).join('');
}

function configurationText(router: Router): string {
  const { member, bgpPeers } = router;
  const groups = [...new Set(bgpPeers.map(({ group }) => group))].map((group) => ({
    group,
    type: group === 'internal' ? 'internal' : 'external',
    peers: bgpPeers
      .filter((peer) => peer.group === group)
      .map(({ address, description, autonomousSystem }) => ({ address, description, peerAs: autonomousSystem })),
  }));
  return fillTemplate('configuration', {
    configured: instantText(router.configuredMs),
    username: router.username,
    version: router.version,
    hostname: member.name,
    passwordHash: router.passwordHash,
    radiusSecret: router.radiusSecret,
    community: router.community,
    loopback: member.loopback,
    autonomousSystem: router.autonomousSystem,
    links: member.links.map(({ port, address, peer, peerPort }) => ({ port, address, peerPort, peer: peer.name })),
    groups,
  });
}

function parse(text: string): Statement[] {
  const root: Statement[] = [];
  const open: Statement[][] = [root];
  for (const line of text.split('\n')) {
    const match = /^ *([^#].*?)([;{]|\})( ##.*)?$/.exec(line);
    if (line.trim() === '}') open.pop();
    else if (match !== null) {
      const [, words = '', end, comment = ''] = match;
      const statement: Statement = { text: words.trim(), comment, children: end === '{' ? [] : null };
      open.at(-1)?.push(statement);
      if (statement.children !== null) open.push(statement.children);
    }
  }
  return root;
}

function descend(statements: readonly Statement[], path: readonly string[]): readonly Statement[] {
  let inside = statements;
  let words = path;
  while (words.length > 0) {
    const found = inside.find(({ text }) => text === words.slice(0, text.split(' ').length).join(' '));
    if (found === undefined) return [];
    words = words.slice(found.text.split(' ').length);
    inside = found.children ?? [];
  }
  return inside;
}

function curly({ text, comment, children }: Statement, indent: string): string {
  if (children === null) return `${indent}${text};${comment}\n`;
  const inner = children.map((child) => curly(child, `${indent}    `)).join('');
  return `${indent}${text} {${comment}\n${inner}${indent}}\n`;
}

function setLines({ text, comment, children }: Statement, path: readonly string[]): string[] {
  const words = [...path, text];
  if (children === null || children.length === 0) return [`${words.join(' ')}${comment}\n`];
  return children.flatMap((child) => setLines(child, words));
}
