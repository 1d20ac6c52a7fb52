import { expect, test } from 'vitest';
import { loopbackAddress, urlHost } from '../../src/mcp/loopback.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.8.9.10', '127.8.9.10'],
  ['localhost', '127.0.0.1'],
  ['LOCALHOST', '127.0.0.1'],
  ['::1', '::1'],
  ['[::1]', '::1'],
])('%s is served on %s', (host, address) => {
  expect(loopbackAddress(host)).toBe(address);
});

test.each([
  '0.0.0.0',
  '::',
  '[::]',
  '192.0.2.1',
  '2001:db8::1',
  '128.0.0.1',
  'router.example',
  '',
  '127.0.0.1.example',
])('"%s" is refused, with the reason and the way out', (host) => {
  expect(() => loopbackAddress(host)).toThrowError(
    expect.objectContaining({
      code: 'bad_request',
      message: expect.stringContaining('no access tokens yet'),
      hint: expect.stringContaining('127.0.0.1'),
    }),
  );
});

test('an IPv6 address stands in brackets in a URL', () => {
  expect(urlHost('::1')).toBe('[::1]');
  expect(urlHost('127.0.0.1')).toBe('127.0.0.1');
});
