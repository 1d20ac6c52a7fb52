import { describe, expect, it } from 'vitest';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { bytes } from '../../support/fake-output.ts';

describe('check', () => {
  it('exits 0 when all are allowed, 3 when any is refused', async () => {
    const cli = new FakeCli();
    expect(await cli.run('check', 'show version', 'show route')).toBe(0);
    expect(await cli.run('check', 'show version', 'restart routing')).toBe(3);
    expect(cli.stdout.text).toContain('refused  dangerous  restart routing  restart: restarts a process');
    expect(cli.leftovers).toBe(0);
  });

  it('gives the grounds below the verdicts', async () => {
    const cli = new FakeCli();
    expect(await cli.run('check', 'sh ver', 'ping 10.0.0.1')).toBe(3);
    expect(cli.stdout.text.split('\n')).toEqual([
      'ANSWER   VERDICT   COMMAND        REASON',
      'allowed  read      sh ver         read-only and ends by itself',
      'refused  infinite  ping 10.0.0.1  ping without count may never end: write ping HOST count 5',
      '',
      'sh ver',
      '  sh    short for show',
      '  ver   any other word after show',
      '  rule  junos: show',
      '',
      'ping 10.0.0.1',
      '  ping      keyword ping',
      '  10.0.0.1  host',
      '  rule      junos: ping needs a bound',
      '  nearest   ping 10.0.0.1 count 5',
      '',
    ]);
  });

  it('lets no line steer the terminal', async () => {
    const cli = new FakeCli();
    expect(await cli.run('check', 'show version | match "\u001b[2J"')).toBe(3);
    expect(cli.stdout.text).not.toContain('\u001b');
  });

  it('hands the platform to the guard', async () => {
    const cli = new FakeCli();
    const seen: string[] = [];
    cli.rollcall.explain = (line, { platform }) => {
      seen.push(platform);
      return {
        ...{ verdict: 'read', allowed: true, approvable: false, byPolicy: false },
        reason: '',
        words: [],
        rule: '',
        nearest: line,
      };
    };
    await cli.run('check', 'show version');
    await cli.run('check', 'show version', '--platform', 'frr');
    expect(seen).toEqual(['junos', 'frr']);
    expect(await cli.run('check', 'show version', '--platform', 'vax')).toBe(2);
  });

  it.each([[['check']], [['check', 'show version', '--stdin']]])('%j is a bad request', async (args) => {
    const cli = new FakeCli();
    expect(await cli.run(...args)).toBe(2);
    expect(cli.stdout.text).toBe('');
  });
});

describe('check --stdin', () => {
  async function check(...chunks: string[]): Promise<{ status: number; lines: unknown[] }> {
    const cli = new FakeCli();
    cli.stdin = bytes(...chunks);
    const status = await cli.run('check', '--stdin');
    const lines = cli.stdout.text.split('\n').slice(0, -1);
    return { status, lines: lines.map((line): unknown => JSON.parse(line)) };
  }

  it('answers each JSON string literal with one JSON object', async () => {
    const { status, lines } = await check('"show ver', 'sion"\n"a\\nb\\u0000"\n');
    expect(status).toBe(3);
    expect(lines).toEqual([
      { command: 'show version', verdict: 'read', allowed: true, reason: 'it reads' },
      { command: 'a\nb\u0000', verdict: 'write', allowed: false, reason: 'it does not begin with show' },
    ]);
  });

  it('goes on after a bad line, and exits 2 at the end', async () => {
    const { status, lines } = await check('"show a"\nshow b\n42\n\n"reboot"\n"show c"');
    expect(status).toBe(2);
    const bad = { error: expect.any(String) };
    expect(lines).toMatchObject([{ allowed: true }, bad, bad, bad, { allowed: false }, { allowed: true }]);
  });

  it('leaves the loop when its reader is gone', async () => {
    const cli = new FakeCli();
    let asked = 0;
    cli.stdin = (async function* () {
      for (; asked < 1_000; asked += 1) yield new TextEncoder().encode('"show version"\n');
    })();
    cli.stdout.write = (text) => {
      cli.stdout.writes.push(text);
      cli.stdout.leave();
    };
    expect(await cli.run('check', '--stdin')).toBe(0);
    expect([asked, cli.stdout.writes.length]).toEqual([1, 1]);
  });

  it('nothing to check is all allowed', async () => {
    expect(await check()).toEqual({ status: 0, lines: [] });
  });
});
