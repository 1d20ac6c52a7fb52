import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { Secret } from '../../src/base/secret.ts';
import { webhookKey, webhookSignature } from '../../src/notify/webhook-key.ts';

describe('webhookSignature', () => {
  it('gives the example of the Standard Webhooks libraries', () => {
    const secret = new Secret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    expect(webhookSignature(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}')).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });
});

describe('webhookKey', () => {
  const bytes = (count: number): string => Buffer.alloc(count, 7).toString('base64');

  it.each([24, 32, 64])('takes %d bytes', (count) => {
    const secret = new Secret(`whsec_${bytes(count)}`);
    expect(webhookKey(secret)).toBe(secret);
  });

  it.each([
    ['no prefix', bytes(32)],
    ['too short', `whsec_${bytes(23)}`],
    ['too long', `whsec_${bytes(65)}`],
    ['no base64', `whsec_${bytes(32).slice(0, 40)}!*`],
    ['a password', 'hunter2hunter2hunter2hunter2hunter2'],
  ])('refuses %s without showing it', (_, text) => {
    const refused = (() => {
      try {
        return webhookKey(new Secret(text));
      } catch (thrown) {
        return RollcallError.from(thrown);
      }
    })();
    expect(refused).toMatchObject({ code: 'bad_settings', hint: expect.stringContaining('openssl') });
    expect(JSON.stringify([String(refused), refused])).not.toContain(text.slice(6, 20));
  });
});
