import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { Semaphore } from '../../src/base/semaphore.ts';

const never = new AbortController().signal;

describe('Semaphore', () => {
  it('gives places first come, first served', async () => {
    const semaphore = new Semaphore(1);
    const first = await semaphore.acquire(never);
    const order: number[] = [];
    const waiting = [1, 2, 3].map(async (turn) => {
      const permit = await semaphore.acquire(never);
      order.push(turn);
      permit.release();
    });
    first.release();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  it('counts a double release once', async () => {
    const semaphore = new Semaphore(1);
    const permit = await semaphore.acquire(never);
    permit.release();
    permit.release();
    await semaphore.acquire(never);
    let second = false;
    void semaphore.acquire(never).then(() => {
      second = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(second).toBe(false);
  });

  it('lets a waiter leave with its reason, without losing the place for the next', async () => {
    const semaphore = new Semaphore(1);
    const permit = await semaphore.acquire(never);
    const leaving = new AbortController();
    const left = semaphore.acquire(leaving.signal);
    const next = semaphore.acquire(never);
    leaving.abort(new RollcallError('cancelled', 'gone'));
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    permit.release();
    (await next).release();
  });

  it('refuses at once when the signal has ended already', async () => {
    await expect(new Semaphore(1).acquire(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
