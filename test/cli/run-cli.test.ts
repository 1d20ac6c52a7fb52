import { expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { FakeCli } from '../support/fake-cli-parts.ts';

const commandNames = [
  'run',
  'serve',
  'devices',
  'runs',
  'show',
  'cancel',
  'settings',
  'check',
  'trust',
  'doctor',
  'sim',
  'demo',
];

it('--version prints the version', async () => {
  const cli = new FakeCli();
  expect(await cli.run('--version')).toBe(0);
  expect(cli.stdout.text).toBe('1.2.3\n');
});

it('--help lists every command', async () => {
  const cli = new FakeCli();
  expect(await cli.run('--help')).toBe(0);
  for (const name of commandNames) expect(cli.stdout.text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  expect(cli.stderr.text).toBe('');
});

it.each(commandNames)('%s --help is on stdout, short, and exits 0', async (name) => {
  const cli = new FakeCli();
  expect(await cli.run(name, '--help')).toBe(0);
  expect(cli.stdout.text.split('\n').length).toBeLessThan(80);
  expect(cli.opened).toEqual([]);
});

it('no command at all shows the help on stderr and exits 2', async () => {
  const cli = new FakeCli();
  expect(await cli.run()).toBe(2);
  expect(cli.stderr.text).toContain('Usage: rollcall');
  expect(cli.stdout.text).toBe('');
});

it.each([
  [['devicse'], "rollcall: unknown command 'devicse'\n  hint: Did you mean devices?\n"],
  [['run', 'all'], /^rollcall: missing required argument 'command'\n {2}hint: .+\n$/],
  [['devices', 'a', 'b'], /^rollcall: too many arguments.*\n {2}hint: .+\n$/],
  [
    ['--log-level', 'loud', 'devices'],
    /^rollcall: option '--log-level <level>' argument 'loud' is invalid.*\n {2}hint: /,
  ],
])('%j exits 2 with one message and a hint', async (args, expected) => {
  const cli = new FakeCli();
  expect(await cli.run(...args)).toBe(2);
  expect(cli.stderr.text).toMatch(expected);
});

it('an unexpected error is a defect with a hint, exit 1', async () => {
  const cli = new FakeCli();
  cli.loadSettings = () => Promise.reject(new TypeError('x is not a function'));
  expect(await cli.run('settings')).toBe(1);
  expect(cli.stderr.text).toMatch(/^rollcall: unexpected error: x is not a function\n {2}hint: this is a bug/);
});

it('bad settings exit 2', async () => {
  const cli = new FakeCli();
  cli.open = () =>
    Promise.reject(new RollcallError('bad_settings', 'settings.yaml:3: max_paralel', { hint: 'max_parallel' }));
  expect(await cli.run('devices')).toBe(2);
  expect(cli.stderr.text).toBe('rollcall: settings.yaml:3: max_paralel\n  hint: max_parallel\n');
});

it('an error while working still closes what was opened', async () => {
  const cli = new FakeCli();
  cli.rollcall.listRuns = () => Promise.reject(new RollcallError('history_failed', 'the folder cannot be read'));
  expect(await cli.run('runs')).toBe(2);
  expect(cli.leftovers).toBe(0);
});
