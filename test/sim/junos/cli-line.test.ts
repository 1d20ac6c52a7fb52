import { describe, expect, test } from 'vitest';
import { answerLine, execError, shellError } from '../../../src/sim/junos/cli-line.ts';
import { verbs } from '../../../src/sim/junos/grammar.ts';
import { sampleRouter } from '../../support/sample-router.ts';

const now = Date.UTC(2026, 2, 1, 12);
const core = sampleRouter('core-r1.fra');
const edge = sampleRouter('edge-r02.lon');

function text(line: string, router = core): string {
  const answer = answerLine(router, line, now);
  if (!answer.ok) throw new Error(`${line}: ${execError(answer)}`);
  return [...answer.pieces].map((piece) => piece.text).join('');
}

function refused(line: string) {
  const answer = answerLine(core, line, now);
  if (answer.ok) throw new Error(`${line} was understood`);
  return answer;
}

describe('answers', () => {
  test('every command of the grammar answers on every kind of router, with nothing left to fill in', () => {
    for (const { words } of verbs.filter((verb) => verb.words !== 'ping')) {
      for (const router of [core, sampleRouter('agg-r1.ams'), edge]) {
        const answer = text(words, router);
        expect(answer).not.toMatch(/\{\{|undefined|NaN/);
        if (answer !== '') expect(answer).toMatch(/[^ ]\n$|\n$/);
      }
    }
  });

  test('are the same for the same seed and time, and name their own device', () => {
    expect(text('show configuration', sampleRouter('core-r1.fra'))).toBe(text('show configuration'));
    expect(text('show version')).toMatch(/^Hostname: core-r1\.fra\nModel: mx960\nJunos: 22\.4R3-S2\.11\n/);
    expect(text('show version')).not.toBe(text('show version', edge));
  });

  test('time moves what it moves on a router', () => {
    const later = answerLine(core, 'show system uptime', now + 60_000);
    if (!later.ok) throw new Error('refused');
    expect([...later.pieces].map((piece) => piece.text).join('')).toContain('Current time: 2026-03-01 12:01:00 UTC');
    expect(text('show system uptime')).toContain('Current time: 2026-03-01 12:00:00 UTC');
  });

  test('a log has error: in the middle of a line, which is no error', () => {
    const lines = text('show log messages').split('\n');
    expect(lines[0]).not.toContain('error:');
    expect(lines.some((line) => /.error: /.test(line))).toBe(true);
  });

  test('BGP columns stay apart when they are full', () => {
    const peers = text('show bgp summary', edge)
      .split('\n')
      .filter((line) => /^\d/.test(line));
    expect(peers).not.toHaveLength(0);
    for (const line of peers)
      expect(line).toMatch(/^\S+ +\d+ +\d+ +\d+ +\d+ +\d+ +(\d+w\d+d |\d+d )?\d+:\d\d:\d\d (Establ|Active)$/);
  });
});

describe('keywords', () => {
  test.each([
    ['sh ver', 'show version'],
    ['sh sys upt', 'show system uptime'],
    ['sho int ter', 'show interfaces terse'],
    ['sh conf | disp set', 'show configuration | display set'],
    ['sh ver | m junos:', 'show version | match Junos:'],
  ])('%s means %s', (short, long) => {
    expect(text(short)).toBe(text(long));
  });

  test.each([
    ['foo bar', 'unknown', 'foo', '\nerror: unknown command: foo\n'],
    ['request system reboot', 'unknown', 'request', '\nerror: unknown command: request\n'],
    ['show satellite', 'syntax', 'satellite', '\nerror: syntax error, expecting <command>: satellite\n'],
    ['show version satellite', 'syntax', 'satellite', '\nerror: syntax error, expecting <command>: satellite\n'],
    ['show l', 'ambiguous', 'l', "\nerror: 'l' is ambiguous\n"],
    ['show bgp', 'incomplete', '', '\nerror: syntax error, expecting <command>\n'],
    ['show version | save x', 'syntax', 'save', '\nerror: syntax error, expecting <command>: save\n'],
    ['show version | re', 'syntax', 're', '\nerror: syntax error, expecting <command>: re\n'],
    ['show version | display set', 'syntax', 'set', '\nerror: syntax error, expecting <command>: set\n'],
  ])('%s is refused as %s', (line, reason, word, error) => {
    expect(refused(line)).toMatchObject({ reason, word });
    expect(execError(refused(line))).toBe(error);
  });

  test('the shell shows where: a caret below the word', () => {
    expect(shellError(refused('show satellite'), 20)).toBe(`${' '.repeat(25)}^\nsyntax error, expecting <command>.\n`);
    expect(shellError(refused('foo'), 20)).toBe(`${' '.repeat(20)}^\nunknown command.\n`);
    expect(shellError(refused('show l'), 0)).toContain("'l' is ambiguous.\nPossible completions:\n  lldp\n  log\n");
  });
});

describe('pipes', () => {
  const configuration = text('show configuration');
  const lines = configuration.split('\n').slice(0, -1);

  test.each([
    ['match ADDRESS', lines.filter((line) => line.includes('address'))],
    ['grep address', lines.filter((line) => line.includes('address'))],
    ['match "lo0|fxp0"', lines.filter((line) => /lo0|fxp0/.test(line))],
    ['except SECRET-DATA', lines.filter((line) => !line.includes('SECRET-DATA'))],
    ['find ^protocols', lines.slice(lines.indexOf('protocols {'))],
    ['last 3', lines.slice(-3)],
    ['trim 4', lines.map((line) => line.slice(4))],
    ['no-more', lines],
    ['count', [`Count: ${lines.length} lines`]],
    ['match address | count', [`Count: ${lines.filter((line) => line.includes('address')).length} lines`]],
    ['find "no such thing"', ['', 'Pattern not found']],
  ])('| %s', (pipe, expected) => {
    expect(text(`show configuration | ${pipe}`)).toBe(expected.map((line) => `${line}\n`).join(''));
  });

  test('| display set says the same as the braces', () => {
    const set = text('show configuration | display set');
    expect(set).toContain('set system host-name core-r1.fra\n');
    expect(set).toMatch(/^set protocols bgp group internal neighbor \S+ peer-as 64512$/m);
    expect(set.match(/SECRET-DATA/g)).toHaveLength(configuration.match(/SECRET-DATA/g)?.length ?? -1);
    const leaves = lines.filter((line) => line.includes(';') && !line.startsWith('##'));
    expect(set.trimEnd().split('\n')).toHaveLength(leaves.length);
    expect(text('show configuration system services | display set')).toBe(
      set
        .split(/(?<=\n)/)
        .filter((line) => line.startsWith('set system services '))
        .join(''),
    );
  });

  test('a part of the configuration keeps its braces', () => {
    expect(text('show configuration routing-options')).toBe(
      `router-id ${core.member.loopback};\nautonomous-system 64512;\n`,
    );
    expect(text('show configuration system services netconf')).toBe('ssh;\n');
    expect(text('show configuration vlans')).toBe('');
  });
});

describe('| display', () => {
  test.each(['show version', 'show interfaces terse', 'show bgp summary'])(
    '%s | display json is Junos JSON',
    (command) => {
      const value: unknown = JSON.parse(text(`${command} | display json | no-more`));
      expect(value).toEqual({ [Object.keys(value as object)[0] ?? '']: [expect.any(Object)] });
      const flat = JSON.stringify(value);
      expect(flat).toContain('[{"data":"');
      expect(text(`${command} | display xml`)).toMatch(
        /^<rpc-reply xmlns:junos="http:\/\/xml\.juniper\.net\/junos\/22\.4R0\/junos">\n {4}<\S+-information/,
      );
    },
  );

  test('JSON and XML hold what the text holds', () => {
    const json = text('show bgp summary | display json', edge);
    const xml = text('show bgp summary | display xml', edge);
    expect(edge.bgpPeers).not.toHaveLength(0);
    for (const { address } of edge.bgpPeers) {
      expect(json).toContain(`"data" : "${address}"`);
      expect(xml).toContain(`<peer-address>${address}</peer-address>`);
    }
  });

  test('what has no data of its own comes wrapped', () => {
    const log = text('show log messages');
    expect(JSON.parse(text('show log messages | display json'))).toEqual({ output: [{ data: log }] });
    expect(text('show system commit | display xml')).toContain('<output>0   20');
  });

  test('a router with two routing engines says which one answers', () => {
    expect(text('show version | display xml')).toContain('<banner>{master}</banner>');
    expect(text('show version | display xml', edge)).toContain('<banner></banner>');
  });
});

describe('ping', () => {
  const pieces = (line: string) => {
    const answer = answerLine(core, line, now);
    if (!answer.ok) throw new Error('refused');
    return answer.pieces;
  };

  test('one packet a second', () => {
    const all = [...pieces('ping 10.0.0.1 count 60')];
    expect(all.reduce((sum, { afterMs }) => sum + afterMs, 0)).toBe(59_000);
    expect(all.map((piece) => piece.text).join('')).toContain(
      '60 packets transmitted, 60 packets received, 0% packet loss\n',
    );
  });

  test('rapid sends five, each after 10 ms', () => {
    const all = [...pieces('ping 10.0.0.1 rapid')];
    expect(all.reduce((sum, { afterMs }) => sum + afterMs, 0)).toBe(40);
    expect(all.map((piece) => piece.text).join('')).toContain('\n!!!!!\n');
  });

  test('without count it never ends, through pipes neither', () => {
    for (const line of ['ping 10.0.0.1', 'ping 10.0.0.1 | count']) {
      let seen = 0;
      for (const piece of pieces(line)) {
        seen += piece.afterMs;
        if (seen > 100_000) break;
      }
      expect(seen).toBeGreaterThan(100_000);
    }
  });

  test.each(['ping', 'ping 10.0.0.1 count x', 'ping 10.0.0.1 nonsense 3'])('%s is refused', (line) => {
    const said = answerLine(core, line, now);
    const error = said.ok ? [...said.pieces].map((piece) => piece.text).join('') : execError(said);
    expect(error).toMatch(/^\nerror: syntax error, expecting <command>/);
  });
});
