import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { checkWebhookUrl } from '../../src/notify/check-webhook-url.ts';

const hosts = [
  ...['hooks.example', 'ci.example:8443', 'http://10.0.0.5:8080', '10.0.0.5', '[::1]:9000', '127.0.0.1:9000'],
  ...[
    'localhost',
    '169.254.169.254',
    'http://1.1.1.1',
    '[::ffff:127.0.0.1]',
    'HOOKS.Upper.example',
    'http://plain.example',
  ],
];

function refusal(url: string, allowPrivate: boolean): RollcallError {
  try {
    checkWebhookUrl(url, { hosts, allowPrivate });
  } catch (thrown) {
    return RollcallError.from(thrown);
  }
  throw new Error(`${url} was taken`);
}

describe('checkWebhookUrl', () => {
  it.each([
    ['https://hooks.example/T0/B0?x=1', false],
    ['https://hooks.example:443/', false],
    ['https://ci.example:8443/hook', false],
    ['https://hooks.upper.example/', false],
    ['https://10.0.0.5/', true],
    ['http://10.0.0.5:8080/hook', true],
    ['https://127.0.0.1:9000/', true],
    ['https://[::1]:9000/', true],
    ['https://localhost/', true],
  ])('takes %s (private allowed: %s)', (url, allowPrivate) => {
    expect(checkWebhookUrl(url, { hosts, allowPrivate }).href).toBe(new URL(url).href);
  });

  it.each([
    ['no URL', 'hooks.example/T0', false, 'no https URL'],
    ['another scheme', 'ftp://hooks.example/', false, 'no https URL'],
    ['a file', 'file:///etc/passwd', true, 'no https URL'],
    ['a password', 'https://user:secretpath@hooks.example/', false, 'user name or password'],
    ['a fragment', 'https://hooks.example/#x', false, 'fragment'],
    ['another host', 'https://evil.example/', false, 'webhook_hosts'],
    ['a host below an allowed one', 'https://a.hooks.example/', false, 'webhook_hosts'],
    ['another port', 'https://hooks.example:8443/', false, 'webhook_hosts'],
    ['http where https is listed', 'http://hooks.example/', true, 'webhook_hosts'],
    ['http without private addresses', 'http://plain.example/', false, 'not https'],
    ['http to a public address', 'http://1.1.1.1/', false, 'not https'],
    ['a private address', 'https://10.0.0.5/', false, 'loopback or private'],
    ['loopback', 'https://127.0.0.1:9000/', false, 'loopback or private'],
    ['loopback in decimal', 'https://2130706433:9000/', false, 'loopback or private'],
    ['IPv6 loopback', 'https://[::1]:9000/', false, 'loopback or private'],
    ['localhost', 'https://localhost/', false, 'this machine itself'],
    ['the metadata service, even so', 'https://169.254.169.254/latest', true, 'never go to'],
    ['IPv4 in IPv6, even so', 'https://[::ffff:127.0.0.1]/', true, 'never go to'],
  ])('refuses %s', (_, url, allowPrivate, why) => {
    const refused = refusal(url, allowPrivate);
    expect(refused).toMatchObject({ code: 'bad_request', hint: expect.stringContaining('docs/callbacks.md') });
    expect(refused.message).toContain(why);
    expect(refused.message).not.toContain('secretpath');
    expect(refused.message).not.toContain('latest');
  });

  it('takes nothing while no host is listed', () => {
    expect(() => checkWebhookUrl('https://hooks.example/', { hosts: [], allowPrivate: true })).toThrow('webhook_hosts');
  });
});
