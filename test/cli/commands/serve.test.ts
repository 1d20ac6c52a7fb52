import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { parseHttpAddress } from '../../../src/cli/commands/serve.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { sampleDevice } from '../../support/sample-device.ts';

describe('serve', () => {
  it('speaks over stdio until the client is gone, and writes nothing itself', async () => {
    const cli = new FakeCli();
    const ended = cli.run('serve', '-i', 'devices.yaml');
    cli.serving.end();
    expect(await ended).toBe(0);
    expect(cli.served).toEqual(['stdio']);
    expect(cli.opened).toMatchObject([{ purpose: 'serve', flags: { inventory: 'devices.yaml' } }]);
    expect(cli.stdout.text + cli.stderr.text).toBe('');
    expect(cli.rollcall.closed).toBe(true);
    expect(cli.leftovers).toBe(0);
  });

  it('over HTTP tells the URL on stderr, and ends in order on Ctrl-C', async () => {
    const cli = new FakeCli();
    const ended = cli.run('serve', '--http', '8808');
    await cli.until(() => cli.stderr.text.includes('serving'));
    cli.interrupt();
    expect(await ended).toBe(0);
    expect(cli.served).toEqual([{ host: '127.0.0.1', port: 8808 }]);
    expect(cli.stderr.text).toBe('rollcall: serving MCP at http://127.0.0.1:8808/mcp\n');
    expect(cli.stdout.text).toBe('');
    expect(cli.serving.closed).toBe(true);
    expect(cli.leftovers).toBe(0);
  });

  it('gives what runs its grace, which it tells, and closes after it', async () => {
    const cli = new FakeCli({ devices: [sampleDevice('r1')] });
    const ended = cli.run('serve');
    await cli.until(() => cli.served.length > 0);
    const run = await cli.rollcall.startRun({ devices: 'r1', command: 'show version' });
    cli.interrupt();
    await cli.until(() => cli.rollcall.drains.length > 0);
    expect(cli.rollcall.drains).toEqual([5_000]);
    expect(cli.stderr.text).toBe(
      'rollcall: ending: a run is under way; commands that run have 5 s, nothing new begins\n',
    );
    expect(cli.serving.closed).toBe(false);
    run.answer('r1', 'Junos: 22.4R3\n');
    run.finish();
    expect(await ended).toBe(0);
    expect(run.cancelledBecause).toBe(null);
    expect(cli.leftovers).toBe(0);
  });

  it('after the end of stdin a signal ends the grace, and only the next one the process', async () => {
    const cli = new FakeCli({ devices: [sampleDevice('r1')] });
    const ended = cli.run('serve');
    await cli.until(() => cli.served.length > 0);
    const run = await cli.rollcall.startRun({ devices: 'r1', command: 'show version' });
    cli.serving.end();
    await cli.until(() => cli.rollcall.drains.length > 0);
    cli.interrupt();
    expect(await ended).toBe(0);
    expect(cli.rollcall.drains).toEqual([5_000, 0]);
    expect(run.cancelledBecause).toBe('rollcall is shutting down');
    expect(cli.exits).toEqual([]);
  });

  it('a second Ctrl-C does not wait for the end', async () => {
    const cli = new FakeCli();
    const ended = cli.run('serve', '--http', '0');
    await cli.until(() => cli.stderr.text.includes('serving'));
    cli.interrupt();
    cli.interrupt();
    expect(cli.exits).toEqual([130]);
    await ended;
  });

  it('a server that cannot start leaves nothing open', async () => {
    const cli = new FakeCli();
    cli.serveHttp = () => Promise.reject(new Error('listen EADDRINUSE'));
    expect(await cli.run('serve', '--http', '8808')).toBe(1);
    expect(cli.leftovers).toBe(0);
  });
});

describe('serving beyond this machine', () => {
  const served = async (...args: string[]): Promise<FakeCli> => {
    const cli = new FakeCli();
    const ended = cli.run('serve', ...args);
    await cli.until(() => cli.stderr.text !== '');
    cli.interrupt();
    await ended;
    return cli;
  };

  it('hands on the certificate, the proxy and the names', async () => {
    const tls = await served('--http', '192.0.2.1:443', '--tls-cert', 'c.pem', '--tls-key', 'k.pem');
    expect(tls.served).toEqual([{ host: '192.0.2.1', port: 443, tls: { cert: 'c.pem', key: 'k.pem' } }]);
    const proxy = await served('--http', '8808', '--behind-proxy', '--allowed-host', 'a.example', 'b.example');
    expect(proxy.served).toEqual([
      { host: '127.0.0.1', port: 8808, behindProxy: true, allowedHosts: ['a.example', 'b.example'] },
    ]);
  });

  it('hands on whose tokens it accepts', async () => {
    const oauth = ['--oauth-issuer', 'https://id.example', '--oauth-audience', 'rollcall', '--oauth-devices', '@lab'];
    expect((await served('--http', '8808', ...oauth)).served).toEqual([
      { host: '127.0.0.1', port: 8808, oauth: { issuer: 'https://id.example', audience: 'rollcall', devices: '@lab' } },
    ]);
  });

  it.each([
    ['--http=8808', '--oauth-issuer=https://id.example', '--oauth-audience=a'],
    ['--http=8808', '--oauth-issuer=https://id.example', '--oauth-devices=all'],
    ['--http=8808', '--oauth-audience=a', '--oauth-devices=all'],
    ['--oauth-issuer=https://id.example', '--oauth-audience=a', '--oauth-devices=all'],
    ['--http=8808', '--tls-cert=c.pem'],
    ['--http=8808', '--tls-key=k.pem'],
    ['--behind-proxy'],
    ['--tls-cert=c.pem', '--tls-key=k.pem'],
    ['--allowed-host=a.example'],
  ])('%j %j exits 2', async (...args) => {
    const cli = await served(...args);
    expect(cli.served).toEqual([]);
    expect(cli.opened).toEqual([]);
    expect(cli.stderr.text).toContain('hint: ');
  });
});

describe('--http', () => {
  it.each([
    ['8808', '127.0.0.1', 8808],
    ['0', '127.0.0.1', 0],
    ['localhost:8808', 'localhost', 8808],
    ['0.0.0.0:80', '0.0.0.0', 80],
    ['[::1]:8808', '::1', 8808],
  ])('%s', (text, host, port) => {
    expect(parseHttpAddress(text)).toEqual({ host, port });
  });

  it.each(['', 'localhost', ':80', '::1:80', '65536', '127.0.0.1:99999', 'http://localhost:80', '-1', '80 '])(
    '%j exits 2',
    async (text) => {
      const cli = new FakeCli();
      expect(await cli.run('serve', `--http=${text}`)).toBe(2);
      expect(cli.stderr.text).toMatch(/^rollcall: --http.*\n {2}hint: /);
      expect(cli.opened).toEqual([]);
    },
  );
});

it('serve does not start on an inventory that cannot be read', async () => {
  const cli = new FakeCli();
  cli.rollcall.listDevices = () => Promise.reject(new RollcallError('bad_inventory', 'devices.yaml:3: broken'));
  expect(await cli.run('serve')).toBe(2);
  expect(cli.served).toEqual([]);
  expect(cli.stderr.text).toContain('devices.yaml:3: broken');
  expect(cli.leftovers).toBe(0);
});
