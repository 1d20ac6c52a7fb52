import { expect, test } from 'vitest';
import { canonicalHost, isLoopback, listenAddress, urlHost } from '../../src/mcp/loopback.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.8.9.10', '127.8.9.10'],
  ['localhost', '127.0.0.1'],
  ['LOCALHOST', '127.0.0.1'],
  ['::1', '::1'],
  ['[::1]', '::1'],
])('%s is served on %s, for this machine alone', (host, address) => {
  expect(listenAddress(host)).toBe(address);
  expect(isLoopback(listenAddress(host))).toBe(true);
});

test.each([
  '0.0.0.0',
  '::',
  '[::]',
  '192.0.2.1',
  '2001:db8::1',
  '128.0.0.1',
  '::ffff:192.0.2.1',
  'router.example',
  '',
  '127.0.0.1.example',
])('"%s" can be reached from elsewhere', (host) => {
  expect(isLoopback(listenAddress(host))).toBe(false);
});

test('an IPv6 address stands in brackets in a URL', () => {
  expect(urlHost('::1')).toBe('[::1]');
  expect(urlHost('127.0.0.1')).toBe('127.0.0.1');
});

test.each([
  ['NOC.Example', 'noc.example'],
  ['192.0.2.1', '192.0.2.1'],
  ['2001:DB8:0::1', '[2001:db8::1]'],
  ['[::1]', '[::1]'],
  ['0.0.0.0', '0.0.0.0'],
])('%s is known to the check of Host as %s', (name, host) => {
  expect(canonicalHost(name)).toBe(host);
});

test.each([
  '',
  'a b',
  'noc.example:8808',
  'https://noc.example',
  'noc.example/mcp',
  'me@noc.example',
  '*',
  'noc.example/',
])('"%s" is no host name', (name) => {
  expect(() => canonicalHost(name)).toThrowError(expect.objectContaining({ code: 'bad_request' }));
});
