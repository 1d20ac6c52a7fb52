import type { ClientChannel } from 'ssh2';
import { expect, onTestFinished, test } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { PlainClient } from '../support/ssh-exec.ts';

/** An interactive session; `until` gives everything that came since the last call, as soon as it ends as asked. */
class Terminal {
  readonly channel: ClientChannel;
  #text = '';
  #wake: () => void = () => {};

  constructor(channel: ClientChannel) {
    this.channel = channel;
    channel.setEncoding('utf8');
    channel.on('data', (text: string) => {
      this.#text += text;
      this.#wake();
    });
  }

  async until(end: string): Promise<string> {
    while (!this.#text.endsWith(end)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const text = this.#text;
    this.#text = '';
    return text;
  }
}

const prompt = 'netops@core-r1.fra> ';

async function openTerminal(rows = 24) {
  const clock = new FakeClock();
  const fleet = await startFleet({ count: 6, clock });
  onTestFinished(() => fleet.close());
  const [device] = fleet.devices;
  if (device === undefined) throw new Error('an empty fleet');
  const { host, port } = device;
  const client = await PlainClient.connect({ host, port, username: fleet.username, password: fleet.password.reveal() });
  onTestFinished(() => client.close());
  const terminal = new Terminal(await client.shell(rows));
  const greeting = await terminal.until(prompt);
  return { terminal, greeting, clock, client };
}

test('greets with its version, and with the engine that answers before the prompt', async () => {
  const { greeting } = await openTerminal();
  expect(greeting).toMatch(/^--- JUNOS \S+ Kernel 64-bit {2}JNPR-12\.1-\S+\r\n\{master\}\r\nnetops@core-r1\.fra> $/);
});

test('set-up commands answer as recorded: echo, blank, answer, empty line, prompt', async () => {
  const { terminal } = await openTerminal();
  for (const [command, answer] of [
    ['set cli screen-length 0', 'Screen length set to 0'],
    ['set cli screen-width 511', 'Screen width set to 511'],
    ['set cli complete-on-space off', 'Disabling complete-on-space'],
  ]) {
    terminal.channel.write(`${command}\n`);
    expect(await terminal.until(prompt)).toBe(`${command} \r\n${answer}\r\n\r\n{master}\r\n${prompt}`);
  }
});

test('the same text as the exec channel, with CR LF, once the pager is off', async () => {
  const { terminal, client } = await openTerminal();
  terminal.channel.write('set cli screen-length 0\n');
  await terminal.until(prompt);
  terminal.channel.write('show configuration\n');
  const shown = await terminal.until(prompt);
  const text = await client.text('show configuration');
  expect(shown).toBe(`show configuration \r\n${text.replaceAll('\n', '\r\n')}\r\n{master}\r\n${prompt}`);
});

test('the pager stops at each screen; blank, Enter and q move it', async () => {
  const { terminal } = await openTerminal(10);
  const wipe = `\r${' '.repeat(40)}\r`;
  terminal.channel.write('show configuration\n');
  const first = await terminal.until('---(more)---');
  expect(first.split('\r\n')).toHaveLength(11);
  terminal.channel.write('\r');
  const line = await terminal.until('%)---');
  expect(line.startsWith(wipe)).toBe(true);
  expect(line.split('\r\n')).toHaveLength(2);
  terminal.channel.write(' ');
  expect((await terminal.until('%)---')).split('\r\n')).toHaveLength(10);
  terminal.channel.write('q');
  expect(await terminal.until(prompt)).toBe(`${wipe}\r\n{master}\r\n${prompt}`);
});

test('| no-more does not stop', async () => {
  const { terminal } = await openTerminal(10);
  terminal.channel.write('show configuration | no-more\n');
  expect(await terminal.until(prompt)).not.toContain('more)---');
});

test('a bad word is refused at Enter with a caret below it, an unknown first word at the blank', async () => {
  const { terminal } = await openTerminal();
  terminal.channel.write('sh vor\n');
  const caret = (column: number): string => `${' '.repeat(prompt.length + column)}^`;
  expect(await terminal.until(prompt)).toBe(
    `sh vor\r\n${caret(3)}\r\nsyntax error, expecting <command>.\r\n\r\n{master}\r\n${prompt}`,
  );
  terminal.channel.write('dis clock\n');
  expect(await terminal.until(prompt)).toBe(`dis \r\n${caret(0)}\r\nunknown command.\r\n\r\n{master}\r\n${prompt}`);
  terminal.channel.write('\n');
  expect(await terminal.until(prompt)).toBe(`\r\n{master}\r\n${prompt}`);
});

test('lines typed ahead run one after the other; backspace takes a character back', async () => {
  const { terminal } = await openTerminal();
  terminal.channel.write('show versiom\x7fn brief\nset cli screen-width 80\n');
  const shown = await terminal.until(`Screen width set to 80\r\n\r\n{master}\r\n${prompt}`);
  expect(shown).toContain('show versiom\b \bn brief \r\nHostname: core-r1.fra\r\n');
});

test('Ctrl-C ends a running command, what was typed during one runs after it', async () => {
  const { terminal, clock } = await openTerminal();
  terminal.channel.write('ping 10.0.0.1\n');
  await terminal.until('icmp_seq=0 ttl=62 time=1.800 ms\r\n');
  clock.advance(1_000);
  await terminal.until('ms\r\n');
  terminal.channel.write('\x03');
  expect(await terminal.until(prompt)).toBe(`^C\r\n\r\n{master}\r\n${prompt}`);
  expect(clock.pending).toBe(0);
  terminal.channel.write('ping 10.0.0.1 count 2\nset cli screen-width 80\n');
  await terminal.until('icmp_seq=0 ttl=62 time=1.800 ms\r\n');
  clock.advance(1_000);
  const rest = await terminal.until(`Screen width set to 80\r\n\r\n{master}\r\n${prompt}`);
  expect(rest).toContain(`2 packets transmitted`);
});

test.each(['exit\n', 'quit\n', '\x04'])('%j ends the session', async (keys) => {
  const { terminal } = await openTerminal();
  const exit = new Promise((resolve) => terminal.channel.once('exit', resolve));
  terminal.channel.write(keys);
  expect(await exit).toBe(0);
});
