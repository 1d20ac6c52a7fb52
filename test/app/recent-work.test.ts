import { describe, expect, it } from 'vitest';
import { RecentWork } from '../../src/app/recent-work.ts';

const start = 1_000_000;

describe('RecentWork', () => {
  it('knows nothing at first, and says so', () => {
    const recent = new RecentWork(start);
    expect(recent.figures(start)).toEqual({ windowMs: 0, jobsPerSecond: null, averageMs: null, p95Ms: null });
    expect(recent.isEmpty(start)).toBe(true);
  });

  it('has a rate over as long as it has looked, and durations of what ended', () => {
    const recent = new RecentWork(start);
    for (let count = 0; count < 10; count += 1) recent.jobEnded(start + 500);
    for (let ms = 1; ms <= 100; ms += 1) recent.commandEnded(start + 500, ms);
    const { windowMs, jobsPerSecond, averageMs, p95Ms } = recent.figures(start + 2_000);
    expect({ windowMs, jobsPerSecond, averageMs }).toEqual({ windowMs: 2_000, jobsPerSecond: 5, averageMs: 50.5 });
    expect(p95Ms).toBeGreaterThanOrEqual(95);
    expect(p95Ms).toBeLessThanOrEqual(95 * 1.1);
  });

  it('forgets what is older than its window of 55 to 60 seconds', () => {
    const recent = new RecentWork(start);
    recent.jobEnded(start);
    recent.commandEnded(start, 10);
    expect(recent.figures(start + 54_000).jobsPerSecond).toBeCloseTo(1 / 54);
    const later = recent.figures(start + 60_000);
    expect(later).toMatchObject({ jobsPerSecond: 0, averageMs: null, p95Ms: null });
    expect(later.windowMs).toBeLessThanOrEqual(60_000);
    expect(recent.isEmpty(start + 60_000)).toBe(true);
  });

  it('bears a clock that was set back', () => {
    const recent = new RecentWork(start);
    recent.jobEnded(start + 30_000);
    recent.jobEnded(start - 30_000);
    expect(recent.figures(start - 30_000)).toMatchObject({ windowMs: 0, jobsPerSecond: null });
    recent.jobEnded(start + 1_000);
    expect(recent.figures(start + 2_000).jobsPerSecond).toBeGreaterThan(0);
  });
});
