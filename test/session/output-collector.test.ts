import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../src/base/byte-budget.ts';
import { OutputCollector } from '../../src/session/output-collector.ts';
import { bundledRedaction, markOf } from '../support/bundled-redaction.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { text } from '../support/fake-dialer.ts';
import { noRedaction } from '../support/no-redaction.ts';

function collect(limitBytes = 1_000_000, runBudget = new ByteBudget(10_000_000)) {
  const clock = new FakeClock();
  const pieces: string[] = [];
  const limits: string[] = [];
  const collector = new OutputCollector({
    limitBytes,
    runBudget,
    clock,
    newRedactor: () => noRedaction('junos', 'show version'),
    onText: (stream, piece) => pieces.push(`${stream}:${piece}`),
    onLimit: (limit) => limits.push(limit),
  });
  return { clock, collector, pieces, limits };
}

describe('OutputCollector', () => {
  it('gives the same text however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat({ max: 7 })), (value, cuts) => {
        const { collector, pieces, clock } = collect();
        const bytes = text(value);
        let at = 0;
        for (const cut of cuts) {
          collector.take('stdout', bytes.subarray(at, at + cut));
          at += cut;
        }
        collector.take('stdout', bytes.subarray(at));
        collector.finish();
        expect(pieces.map((piece) => piece.replace('stdout:', '')).join('')).toBe(value);
        expect(clock.pending).toBe(0);
      }),
    );
  });

  it('hands on what drips after a short while, and stops its timer at the end', () => {
    const { clock, collector, pieces } = collect();
    collector.take('stdout', text('a'));
    collector.take('stdout', text('b'));
    expect(pieces).toEqual([]);
    clock.advance(200);
    expect(pieces).toEqual(['stdout:ab']);
    collector.take('stdout', text('c'));
    collector.finish();
    expect(pieces).toEqual(['stdout:ab', 'stdout:c']);
    expect(clock.pending).toBe(0);
  });

  it('keeps the order of the two streams', () => {
    const { collector, pieces } = collect();
    collector.take('stdout', text('1'));
    collector.take('stderr', text('2'));
    collector.take('stdout', text('3'));
    collector.finish();
    expect(pieces).toEqual(['stdout:1', 'stderr:2', 'stdout:3']);
  });

  it('counts both streams against the cap and reports it once', () => {
    const { collector, pieces, limits } = collect(5);
    collector.take('stdout', text('abc'));
    collector.take('stderr', text('def'));
    collector.take('stdout', text('ghi'));
    collector.finish();
    expect(pieces).toEqual(['stdout:abc', 'stderr:de']);
    expect(limits).toEqual(['command']);
  });

  it('stops, with all others, when the run has taken what it may', () => {
    const budget = new ByteBudget(5);
    const first = collect(100, budget);
    const second = collect(100, budget);
    first.collector.take('stdout', text('abc'));
    second.collector.take('stdout', text('def'));
    first.collector.take('stdout', text('g'));
    first.collector.finish();
    second.collector.finish();
    expect([first.pieces, second.pieces]).toEqual([['stdout:abc'], ['stdout:de']]);
    expect([first.limits, second.limits]).toEqual([['run'], ['run']]);
  });

  it('takes exactly the cap without complaint', () => {
    const { collector, limits } = collect(3);
    collector.take('stdout', text('abc'));
    expect(limits).toEqual([]);
    collector.finish();
  });

  it('marks a character that never ended', () => {
    const { collector, pieces } = collect();
    collector.take('stdout', Uint8Array.from([0x61, 0xe2, 0x82]));
    collector.finish();
    expect(pieces.join('')).toBe('stdout:a\uFFFD');
  });

  it('redacts alike wherever the bytes are cut, within characters and secrets too', () => {
    const bytes = text(
      'größe 漢字\r\nsecret "pä漢🛰ss"; ## SECRET-DATA\n<secret>\n  hush🛰\n</secret>\n-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\nsec\u001b[1mret "x\u001b[0my";\n',
    );
    const collected = (...pieces: readonly Uint8Array[]): string => {
      let said = '';
      const collector = new OutputCollector({
        limitBytes: 10_000,
        runBudget: new ByteBudget(10_000),
        clock: new FakeClock(),
        newRedactor: () => bundledRedaction('junos', 'show configuration'),
        onText: (_, piece) => {
          said += piece;
        },
        onLimit: () => {},
      });
      for (const piece of pieces) collector.take('stdout', piece);
      collector.finish();
      return said;
    };
    const whole = collected(bytes);
    for (const clear of ['pä漢🛰ss', 'hush', 'MIIE', 'x']) expect(whole.includes(clear)).toBe(false);
    for (let at = 1; at < bytes.length; at += 1) {
      expect(collected(bytes.subarray(0, at), bytes.subarray(at))).toBe(whole);
    }
    expect(collected(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toBe(whole);
  });

  it('reveals what it redacts, beside it, to the last character and no further than the cap', () => {
    const clear: string[] = [];
    const pieces: string[] = [];
    const collector = new OutputCollector({
      limitBytes: 40,
      runBudget: new ByteBudget(1_000),
      clock: new FakeClock(),
      newRedactor: () => bundledRedaction('junos', 'show configuration'),
      onText: (_, piece) => pieces.push(piece),
      onClearText: (stream, piece) => clear.push(`${stream}:${piece}`),
      onLimit: () => {},
    });
    const answer = text('secret "é-hush"; ## SECRET-DATA\nand more of it');
    collector.take('stdout', answer.subarray(0, 9));
    collector.take('stdout', answer.subarray(9));
    collector.finish();
    expect(clear).toEqual(['stdout:secret "', 'stdout:é-hush"; ## SECRET-DATA\nand mor']);
    expect(pieces.join('')).toBe(`secret "${markOf('é-hush')}"; ## SECRET-DATA\nand mor`);
  });

  it('keeps a byte order mark', () => {
    const { collector, pieces } = collect();
    collector.take('stdout', Uint8Array.from([0xef, 0xbb, 0xbf, 0x61]));
    collector.finish();
    expect(pieces.join('')).toBe('stdout:\uFEFFa');
  });
});
