import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { noMasks } from '../../src/model/masker.ts';
import { answerText } from '../../src/present/answer-text.ts';
import { presentRun } from '../../src/present/mcp-answer.ts';
import { RunTally } from '../../src/present/run-tally.ts';
import { runText } from '../../src/present/run-text.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import type { RunView } from '../../src/result/run-view.ts';
import { type Answer, answered, ended, foldOf, retried, started } from '../result/run-events.ts';

/** Each device was tried as often as its `attempts` say. */
function runOf(answers: Record<string, Answer & { readonly before?: Parameters<typeof retried>[2][] }>): RunView {
  const events = Object.entries(answers).flatMap(([device, { before = [], ...answer }]): RunEvent[] => [
    ...before.map((outcome, index) => retried(device, index + 1, outcome)),
    ...answered(device, answer).map((event) =>
      event.type === 'command-finished' ? { ...event, attempts: before.length + 1 } : event,
    ),
  ]);
  return foldOf(started(Object.keys(answers)), [...events, ended()]);
}

const view = runOf({
  r1: { stdout: 'a\n', before: ['busy', 'connection_lost'] },
  r2: { stdout: 'a\n' },
  r3: { outcome: 'unreachable', message: 'connection refused', before: ['unreachable'] },
  r4: { outcome: 'unreachable', message: 'connection refused' },
});

describe('what was tried again', () => {
  it('stands in the headings of texts, for people and for models', () => {
    const document = buildDocument(view, { view: 'folded' });
    for (const text of [runText(document, { color: false, width: 200 }), answerText(document)]) {
      expect(text).toContain('r[1-2]');
      expect(text).toContain('after up to 3 attempts (before: busy, connection_lost)');
      expect(text).toMatch(/connection refused[,;] after up to 2 attempts\n/);
    }
    expect(answerText(buildDocument(view, { view: 'per_device' }))).toContain(
      'after 3 attempts (before: busy, connection_lost)',
    );
  });

  it('is kept where groups are merged for size', () => {
    const many = runOf(
      Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `r${index}`,
          { stdout: `${index}${'x'.repeat(2_000)}\n`, before: index === 7 ? (['busy'] as const).slice() : [] },
        ]),
      ),
    );
    const { document } = presentRun(many, { view: 'folded', maxChars: 2_000, masker: noMasks, reduction: null });
    const merged = document.groups?.find(({ distinct }) => distinct !== undefined);
    expect(merged).toMatchObject({ attempts: 2, earlier_outcomes: ['busy'] });
  });

  it('says nothing where nothing was', () => {
    const plain = buildDocument(runOf({ r1: { stdout: 'a\n' } }), { view: 'folded' });
    expect(JSON.stringify([plain.groups, plain.failures])).not.toMatch(/attempt/);
  });
});

describe('RunTally', () => {
  it('does not count a command that waits for its retry among the running', () => {
    const tally = new RunTally(foldOf(started(['r1']), []));
    for (const event of answered('r1').slice(0, 1)) tally.take(event);
    expect(tally.slowest?.device).toBe('r1');
    tally.take(retried('r1', 1));
    expect([tally.slowest, tally.done]).toEqual([null, 0]);
  });
});
