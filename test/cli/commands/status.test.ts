import { describe, expect, it } from 'vitest';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { sampleStatus } from '../../support/sample-status.ts';

describe('status', () => {
  it('says plainly that nothing is running', async () => {
    const cli = new FakeCli();
    expect(await cli.run('status')).toBe(0);
    expect(cli.stdout.text).toBe('nothing is running\n');
    cli.stdout.writes.length = 0;
    expect(await cli.run('status', '--json')).toBe(0);
    expect(JSON.parse(cli.stdout.text)).toEqual({ processes: [] });
    expect(cli.leftovers).toBe(0);
  });

  it('tells what the other processes do, not this one', async () => {
    const cli = new FakeCli();
    cli.rollcall.otherProcesses = [sampleStatus()];
    expect(await cli.run('status')).toBe(0);
    expect(cli.stdout.text).toBe(
      [
        'server 4711, since 2026-01-01T00:00:00.000Z: 1 run active, 2 ended',
        '  jobs:        100 running, 50 queued, 300 finished',
        '  limit:       500 jobs at once in place of 1000, 20 % in use',
        '  results:     310: 300 ok, 10 unreachable',
        '  rate:        5.0 jobs a second within the last 58 s',
        '  duration:    0.4 s on average, 95 % within 0.9 s',
        '  connections: 120 open, of these 20 idle; 2 devices resting',
        '  event loop:  timers late by 0.14 s on average, 0.2 s at most',
        '  memory:      190.7 MiB, heap 95.4 MiB of 1.0 GiB',
        '  throttled:   since 2026-01-01T00:00:30.000Z: timers ran 140 ms late on average, more than 100 ms',
        '',
      ].join('\n'),
    );
    cli.stdout.writes.length = 0;
    await cli.run('status', '--json');
    expect(JSON.parse(cli.stdout.text)).toEqual({ processes: [sampleStatus()] });
  });

  it('says what is not known yet', async () => {
    const cli = new FakeCli();
    const { jobs } = sampleStatus();
    const idle = { running: 0, queued: 0, limit: 1_000, utilisation: 0, finished: 0, per_second: null };
    cli.rollcall.otherProcesses = [
      sampleStatus({
        ...{ purpose: 'cli', window_s: 0.4, event_loop_delay: null, throttled: null },
        ...{ jobs: { ...jobs, ...idle }, results: { total: 0, by_outcome: {} } },
        ...{ duration: { average_s: null, p95_s: null }, runs: { active: 2, ended: 0 } },
      }),
    ];
    await cli.run('status');
    expect(cli.stdout.text).toContain('command 4711, since 2026-01-01T00:00:00.000Z: 2 runs active, 0 ended\n');
    expect(cli.stdout.text).toContain('  results:     none yet\n  rate:        not known yet\n');
    expect(cli.stdout.text).toContain('  duration:    no command ended within the last 0 s\n');
    expect(cli.stdout.text).toContain('  event loop:  not measured while nothing runs\n');
    expect(cli.stdout.text).not.toContain('throttled');
  });
});
