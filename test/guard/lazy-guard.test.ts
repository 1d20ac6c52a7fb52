import { describe, expect, test } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { Guard } from '../../src/guard/guard.ts';
import { lazyGuard } from '../../src/guard/lazy-guard.ts';

describe('lazyGuard', () => {
  test('makes the guard with the first question, once, and passes every question on as it is', () => {
    const asked: unknown[][] = [];
    const note = (...question: unknown[]): never => {
      asked.push(question);
      throw new Error('asked');
    };
    let made = 0;
    const guard = lazyGuard((): Guard => {
      made += 1;
      return { judge: note, explain: note, approve: note };
    });
    expect(made).toBe(0);
    for (const question of [guard.judge, guard.explain, guard.approve]) {
      expect(() => Reflect.apply(question, guard, ['show version', 'junos', 'me'])).toThrow('asked');
    }
    expect(made).toBe(1);
    expect(asked).toEqual(Array(3).fill(['show version', 'junos', 'me']));
  });

  test('that cannot be made lets nothing through, and is tried again', () => {
    const broken = lazyGuard(() => {
      throw new RollcallError('bad_settings', 'a grammar is broken');
    });
    for (let count = 0; count < 2; count += 1) {
      expect(() => Reflect.apply(broken.judge, broken, ['show version', 'junos', 'me'])).toThrow('a grammar is broken');
    }
  });
});
