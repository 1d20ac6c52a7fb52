import { expect, it } from 'vitest';
import { parseRequest } from '../../src/app/parse-request.ts';

it('a request that does not fit names each field, and what a request has', () => {
  const bad = { devices: 'all', command: 'show version', timeout_s: 0, paralell: 3 };
  expect(() => parseRequest(bad)).toThrow(
    expect.objectContaining({
      code: 'bad_request',
      message: expect.stringMatching(/timeout_s: .*paralell/),
      hint: expect.stringContaining('devices, command, timeout_s, deadline_s, max_parallel'),
    }),
  );
});
