import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import { createWebhooks, type WebhooksOptions } from '../../src/notify/create-webhooks.ts';
import type { Webhooks } from '../../src/notify/webhooks.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { selfSignedCertificate } from '../support/self-signed-certificate.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { webhookReceiver } from './webhook-receiver.ts';

const key = Buffer.alloc(32, 9);
const secret = `whsec_${key.toString('base64')}`;
const event = {
  id: 'run-finished-01',
  type: 'run.finished',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: { run_id: '01' },
};

function webhooksOver(options: Partial<WebhooksOptions> = {}) {
  const clock = new FakeClock();
  const logged: unknown[] = [];
  const log = (fields: unknown, text: string): void => void logged.push([fields, text]);
  const webhooks = createWebhooks({
    hosts: [],
    allowPrivate: true,
    readSecret: async () => new Secret(secret),
    version: '0.0.0-test',
    clock,
    logger: { ...silentLogger, info: log, warn: log },
    lastTimeMs: 5_000,
    random: () => 0.5,
    resolve: async () => [{ address: '127.0.0.1' }],
    ...options,
  });
  onTestFinished(async () => {
    await webhooks.drain();
    expect(clock.pending).toBe(0);
  });
  return { webhooks, clock, logged };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

/** Delivers while the clock goes on as soon as someone waits for the next attempt. */
async function deliverTo(webhooks: Webhooks, url: string, clock: FakeClock) {
  const target = await webhooks.accept(url);
  let done = false;
  const delivery = target.deliver(event).finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    // Never as far as the deadline of an attempt.
    if (clock.pending > 0) clock.advance(1);
  }
  return delivery;
}

describe('a webhook', () => {
  it('is a POST whose signature another implementation of the specification accepts', async () => {
    const { port, received } = await webhookReceiver((response) => response.writeHead(204).end());
    const { webhooks } = webhooksOver({ hosts: [`http://127.0.0.1:${port}`] });
    const target = await webhooks.accept(`http://127.0.0.1:${port}/hook?team=net`);
    expect(target.origin).toBe(`http://127.0.0.1:${port}`);
    expect(await target.deliver(event)).toEqual({ delivered: true, attempts: 1, detail: 'answered 204' });
    const [{ method, url, headers, body } = expect.fail('nothing came')] = received;
    expect({ method, url, body: JSON.parse(body) }).toEqual({ method: 'POST', url: '/hook?team=net', body: event });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      host: `127.0.0.1:${port}`,
      'webhook-id': event.id,
      'webhook-timestamp': String(Date.UTC(2026, 0, 1) / 1_000),
    });
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  });

  it('goes over TLS to the address that was resolved once, under the name it was given', async () => {
    const tls = selfSignedCertificate('hooks.test');
    const { port, received } = await webhookReceiver((response) => response.end('thanks'), tls);
    const asked: string[] = [];
    const { webhooks } = webhooksOver({
      hosts: [`hooks.test:${port}`],
      ca: tls.cert,
      resolve: async (host) => {
        asked.push(host);
        return [{ address: asked.length === 1 ? '127.0.0.1' : '169.254.169.254' }];
      },
    });
    const target = await webhooks.accept(`https://hooks.test:${port}/`);
    expect(await target.deliver(event)).toMatchObject({ delivered: true });
    expect(asked).toEqual(['hooks.test']);
    expect(received[0]).toMatchObject({ headers: { host: `hooks.test:${port}` }, serverName: 'hooks.test' });
  });

  it('does not arrive where the certificate is for another name', async () => {
    const tls = selfSignedCertificate('other.test');
    const { port, received } = await webhookReceiver((response) => response.end(), tls);
    const { webhooks, clock } = webhooksOver({ hosts: [`hooks.test:${port}`], ca: tls.cert });
    expect(await deliverTo(webhooks, `https://hooks.test:${port}/`, clock)).toEqual({
      delivered: false,
      attempts: 5,
      detail: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(received).toEqual([]);
  });

  it.each([
    ['private', { allowPrivate: false }, '10.0.0.1', 'https://hooks.test/'],
    ['loopback', { allowPrivate: false }, '127.0.0.1', 'https://hooks.test/'],
    ['IPv4 in IPv6', { allowPrivate: true }, '::ffff:127.0.0.1', 'https://hooks.test/'],
    ['metadata', { allowPrivate: true }, '169.254.169.254', 'https://hooks.test/'],
    ['public, without TLS', { allowPrivate: true }, '1.1.1.1', 'http://hooks.test/'],
  ])('goes nowhere when its name turns out to be %s', async (_, rules, address, url) => {
    const { webhooks } = webhooksOver({
      hosts: ['hooks.test', 'http://hooks.test'],
      ...rules,
      resolve: async () => [{ address }],
    });
    const outcome = await (await webhooks.accept(url)).deliver(event);
    expect(outcome).toMatchObject({ delivered: false, attempts: 1, detail: expect.stringContaining('stands for') });
  });

  it('follows no redirect, and asks no second time', async () => {
    const inside = await webhookReceiver((response) => response.end());
    const location = `http://127.0.0.1:${inside.port}/`;
    const { port, received } = await webhookReceiver((response) => response.writeHead(307, { location }).end());
    const { webhooks } = webhooksOver({ hosts: [`http://127.0.0.1:${port}`] });
    const outcome = await (await webhooks.accept(`http://127.0.0.1:${port}/`)).deliver(event);
    expect(outcome).toMatchObject({
      delivered: false,
      attempts: 1,
      detail: 'answered 307: redirects are not followed',
    });
    expect([received.length, inside.received.length]).toEqual([1, 0]);
  });

  it('is sent again after 5xx and 429 with the same id, and arrives', async () => {
    const statuses = [503, 429, 200];
    const { port, received } = await webhookReceiver((response, count) =>
      response.writeHead(statuses[count - 1] ?? 500).end(),
    );
    const { webhooks, clock, logged } = webhooksOver({ hosts: [`http://127.0.0.1:${port}`] });
    const began = clock.now();
    const outcome = await deliverTo(webhooks, `http://127.0.0.1:${port}/hidden-path`, clock);
    expect(outcome).toEqual({ delivered: true, attempts: 3, detail: 'answered 200' });
    expect(clock.now() - began).toBeGreaterThanOrEqual(3_000);
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([event.id]));
    expect(JSON.stringify(logged)).not.toMatch(/hidden-path|whsec/);
  });

  it('is not sent again after another 4xx', async () => {
    const { port, received } = await webhookReceiver((response) => response.writeHead(410).end());
    const { webhooks } = webhooksOver({ hosts: [`http://127.0.0.1:${port}`] });
    const outcome = await (await webhooks.accept(`http://127.0.0.1:${port}/`)).deliver(event);
    expect(outcome).toEqual({ delivered: false, attempts: 1, detail: 'answered 410' });
    expect(received).toHaveLength(1);
  });

  it('is given up after five attempts, and the log says so', async () => {
    const { port, received } = await webhookReceiver((response) => response.destroy());
    const { webhooks, clock, logged } = webhooksOver({ hosts: [`http://127.0.0.1:${port}`] });
    const outcome = await deliverTo(webhooks, `http://127.0.0.1:${port}/`, clock);
    expect(outcome).toEqual({ delivered: false, attempts: 5, detail: 'ECONNRESET' });
    expect(received).toHaveLength(5);
    expect(logged.at(-1)).toEqual([expect.objectContaining({ attempts: 5 }), 'a webhook did not arrive']);
  });

  it('has ten seconds for an attempt', async () => {
    const { port, received } = await webhookReceiver(() => {});
    const { webhooks, clock, logged } = webhooksOver({ hosts: [`http://127.0.0.1:${port}`] });
    const delivery = (await webhooks.accept(`http://127.0.0.1:${port}/`)).deliver(event);
    await until(() => received.length === 1);
    clock.advance(10_000);
    await until(() => logged.length === 1);
    expect(logged[0]).toEqual([
      expect.objectContaining({ detail: 'no answer within 10 s' }),
      'a webhook is tried again',
    ]);
    const drained = webhooks.drain();
    clock.advance(5_000);
    await drained;
    expect(await delivery).toMatchObject({ delivered: false, detail: expect.stringContaining('rollcall end') });
  });

  it('has arrived with its status, however long the body is or lasts', async () => {
    const { port } = await webhookReceiver((response) => {
      response.write('x'.repeat(200_000));
    });
    const { webhooks } = webhooksOver({ hosts: [`http://127.0.0.1:${port}`] });
    const outcome = await (await webhooks.accept(`http://127.0.0.1:${port}/`)).deliver(event);
    expect(outcome).toMatchObject({ delivered: true });
  });

  it('gets a last time when rollcall ends, then is given up; later ones are not sent', async () => {
    const { port, received } = await webhookReceiver(() => {});
    const { webhooks, clock } = webhooksOver({ hosts: [`http://127.0.0.1:${port}`] });
    const target = await webhooks.accept(`http://127.0.0.1:${port}/`);
    const delivery = target.deliver(event);
    await until(() => received.length === 1);
    const drained = webhooks.drain();
    clock.advance(5_000);
    await drained;
    expect(await delivery).toEqual({
      delivered: false,
      attempts: 1,
      detail: 'given up: rollcall ended before an answer came',
    });
    expect(await target.deliver(event)).toMatchObject({ delivered: false, attempts: 0 });
  });

  it('waits with few others at once: eight requests, and no more than a thousand events', async () => {
    const { port, received } = await webhookReceiver(() => {});
    const { webhooks, clock } = webhooksOver({ hosts: [`http://127.0.0.1:${port}`] });
    const target = await webhooks.accept(`http://127.0.0.1:${port}/`);
    const deliveries = Array.from({ length: 1_000 }, () => target.deliver(event));
    expect(await target.deliver(event)).toMatchObject({ attempts: 0, detail: expect.stringContaining('1000') });
    await until(() => received.length === 8);
    const drained = webhooks.drain();
    clock.advance(5_000);
    await drained;
    expect((await Promise.all(deliveries)).every(({ delivered }) => !delivered)).toBe(true);
    expect(received).toHaveLength(8);
  });
});

describe('accept', () => {
  it('refuses where there is no secret, or one that cannot be read, without sending anything', async () => {
    const hosts = ['hooks.example'];
    const none = webhooksOver({ hosts, readSecret: null }).webhooks;
    await expect(none.accept('https://hooks.example/')).rejects.toMatchObject({ code: 'bad_settings' });
    const unreadable = webhooksOver({ hosts, readSecret: () => Promise.reject(new Error('it is open to others')) });
    await expect(unreadable.webhooks.accept('https://hooks.example/')).rejects.toMatchObject({
      code: 'bad_settings',
      message: expect.stringContaining('open to others'),
    });
  });
});
