import { describe, expect, it } from 'vitest';
import { FakeCli } from '../../support/fake-cli-parts.ts';

const create = (cli: FakeCli, ...more: string[]): Promise<number> =>
  cli.run('token', 'create', '--name', 'ci', '--devices', '@lab', ...more);

describe('token create', () => {
  it('prints the token and nothing else on standard output', async () => {
    const cli = new FakeCli();
    expect(await create(cli, '--scope', 'read', '--expires', '90d')).toBe(0);
    expect(cli.stdout.text).toMatch(/^rc_[A-Za-z0-9_-]{43}\n$/);
    expect(cli.stderr.text).toContain('shown this once');
    expect(cli.stderr.text).not.toContain(cli.stdout.text.trim());
    expect(await cli.tokens?.find(cli.stdout.text.trim())).toMatchObject({
      ...{ name: 'ci', scope: 'read', devices: '@lab', lastUsed: null },
      ...{ created: '2026-01-01T00:00:00.000Z', expires: '2026-04-01T00:00:00.000Z' },
    });
    expect(cli.leftovers).toBe(0);
  });

  it.each([
    [[], '2026-04-01T00:00:00.000Z'],
    [['--expires', '30m'], '2026-01-01T00:30:00.000Z'],
    [['--expires', '12h'], '2026-01-01T12:00:00.000Z'],
    [['--expires', '365d'], '2027-01-01T00:00:00.000Z'],
  ])('with %j ends at %s', async (options, expires) => {
    const cli = new FakeCli();
    expect(await create(cli, ...options)).toBe(0);
    expect(await cli.tokens?.list()).toMatchObject([{ expires }]);
  });

  it.each([
    ['--scope', 'admin', 'metrics, read, change'],
    ['--expires', '366d', '--expires'],
    ['--expires', '0d', '--expires'],
    ['--expires', 'never', '--expires'],
    ['--expires', '-1d', '--expires'],
    ['--devices', 'a,', 'selector'],
    ['--name', 'a b', 'name'],
  ])('%s %s exits 2 and makes none', async (option, value, said) => {
    const cli = new FakeCli();
    expect(await create(cli, `${option}=${value}`)).toBe(2);
    expect(cli.stderr.text).toContain(said);
    expect(cli.stderr.text).toContain('hint: ');
    expect(cli.stdout.text).toBe('');
    expect((await cli.tokens?.list()) ?? []).toEqual([]);
  });

  it('needs no devices for a token that reads metrics only', async () => {
    const cli = new FakeCli();
    expect(await cli.run('token', 'create', '--name', 'prometheus', '--scope', 'metrics')).toBe(0);
    expect(await cli.tokens?.list()).toMatchObject([{ name: 'prometheus', scope: 'metrics', devices: 'all' }]);
  });

  it('needs a name and devices, and a name that is free', async () => {
    const cli = new FakeCli();
    expect(await cli.run('token', 'create', '--name', 'ci')).toBe(2);
    expect(cli.stderr.text).toContain('--devices is missing');
    expect(await cli.run('token', 'create', '--devices', 'all')).toBe(2);
    expect(await create(cli)).toBe(0);
    expect(await create(cli)).toBe(2);
    expect(cli.stderr.text).toContain('rollcall token revoke ci');
  });
});

describe('token list', () => {
  it('shows every token but not what it is', async () => {
    const cli = new FakeCli();
    await create(cli, '--expires', '1h');
    const token = cli.stdout.text.trim();
    cli.clock.advance(3_600_000);
    expect(await cli.run('token', 'list')).toBe(0);
    expect(await cli.run('token', 'list', '--json')).toBe(0);
    const [table = '', document = ''] = cli.stdout.text.slice(token.length + 1).split(/^(?=\[)/m);
    expect(table).toMatch(
      /^TOKEN +SCOPE +DEVICES +EXPIRES +LAST USED\nci +read +@lab +2026-01-01T01:00:00.000Z \(expired\) +never\n$/,
    );
    expect(JSON.parse(document)).toEqual([
      {
        ...{ name: 'ci', scope: 'read', devices: '@lab', created: '2026-01-01T00:00:00.000Z' },
        ...{ expires: '2026-01-01T01:00:00.000Z', last_used: null, expired: true },
      },
    ]);
  });

  it('says so where there is none', async () => {
    const cli = new FakeCli();
    expect(await cli.run('token', 'list')).toBe(0);
    expect([cli.stdout.text, cli.stderr.text]).toEqual(['', 'rollcall: there are no tokens\n']);
  });
});

it('token revoke takes one back, and says so where there is none', async () => {
  const cli = new FakeCli();
  await create(cli);
  expect(await cli.run('token', 'revoke', 'ci')).toBe(0);
  expect(cli.stdout.text).toContain('ci revoked\n');
  expect(await cli.tokens?.list()).toEqual([]);
  expect(await cli.run('token', 'revoke', 'ci')).toBe(2);
});
