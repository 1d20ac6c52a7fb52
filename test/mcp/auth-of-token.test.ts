import { expect, test } from 'vitest';
import { authOfBearer, bearerOf, permissionOf } from '../../src/mcp/auth-of-token.ts';
import type { PresentedToken } from '../../src/model/access-token.ts';

const presented = (scope: string): PresentedToken => ({
  ...{ id: 'a1', name: 'ci', scope, devices: '@lab', lastUsed: null },
  ...{ created: '2026-01-01T00:00:00.000Z', expires: '2026-04-01T00:00:00.000Z' },
});

test.each([
  ['metrics', ['metrics'], false],
  ['read', ['metrics', 'read'], false],
  ['change', ['metrics', 'read', 'change'], true],
  ['admin', [], false],
  ['Change', [], false],
  ['constructor', [], false],
])('a token of scope %s gives %j', (scope, scopes, changes) => {
  const auth = authOfBearer(bearerOf(presented(scope)));
  expect(auth.scopes).toEqual(scopes);
  expect(permissionOf(auth)).toEqual({ devices: '@lab', changes });
});

test('a bearer of unknown devices may do nothing', () => {
  expect(() => permissionOf({ ...authOfBearer(bearerOf(presented('read'))), extra: {} })).toThrow('names no devices');
});
