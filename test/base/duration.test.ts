import { describe, expect, it } from 'vitest';
import { parseDuration, toSeconds } from '../../src/base/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['30', 30_000],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['250ms', 250],
    ['2h', 7_200_000],
    [' 5s ', 5_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text, '--timeout')).toBe(ms);
  });

  it.each(['', '-5', '1d', '1e9', 'soon', '5 s', 'Infinity', 'NaN'])('refuses "%s"', (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(`--timeout: "${text}" is no duration`);
  });

  it.each(['0', '0.4ms', '0.0005', '25h'])('says from where to where for "%s"', (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(`--timeout: "${text}" is not from 1ms to 24h`);
  });

  it('takes both ends', () => {
    expect([parseDuration('1ms', '--timeout'), parseDuration('24h', '--timeout')]).toEqual([1, 86_400_000]);
  });
});

describe('toSeconds', () => {
  it('keeps milliseconds', () => {
    expect(toSeconds(1_204.4)).toBe(1.204);
  });
});
