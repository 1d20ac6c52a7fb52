import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationHistogram } from '../../src/app/duration-histogram.ts';

describe('DurationHistogram', () => {
  it('has no quantile of nothing', () => {
    const none = new DurationHistogram();
    expect([none.quantileMs(0.95), none.averageMs, none.count]).toEqual([null, null, 0]);
  });

  it('tells quantiles within 10 %, whatever was added, also in parts', () => {
    const durations = fc.array(fc.integer({ min: 0, max: 86_400_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const parts = [new DurationHistogram(), new DurationHistogram()];
        for (const [index, ms] of all.entries()) parts[index % 2]?.add(ms);
        const whole = new DurationHistogram();
        for (const part of parts) whole.include(part);
        const sorted = [...all].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * all.length)) - 1] ?? 0;
        const told = whole.quantileMs(share) ?? -1;
        expect(told).toBeGreaterThanOrEqual(exact * 0.999);
        expect(told).toBeLessThanOrEqual(Math.max(1, exact * 1.101));
        expect(whole.count).toBe(all.length);
      }),
    );
  });
});
