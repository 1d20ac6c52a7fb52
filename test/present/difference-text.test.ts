import { describe, expect, it } from 'vitest';
import { differenceText } from '../../src/present/difference-text.ts';
import { answered, ended, foldOf, started } from '../result/run-events.ts';

function textOf(outputs: readonly string[], options = {}, commands = ['show configuration | display set']): string {
  const devices = outputs.map((_, index) => `r${index + 1}`);
  const events = devices.flatMap((device, index) =>
    commands.flatMap((_, commandIndex) => answered(device, { stdout: outputs[index] ?? '', commandIndex })),
  );
  const view = foldOf(started(devices, commands), [...events, ended()]);
  return differenceText(view, { color: false, width: 80, ...options });
}

const lines = (...names: readonly string[]): string => names.map((name) => `set ${name}\n`).join('');

describe('whose lines', () => {
  it('are merged over all devices, in the order of the common answer', () => {
    const text = textOf([
      lines('a', 'b', 'c', 'd', 'e'),
      lines('a', 'b', 'c', 'd', 'e'),
      lines('a', 'b', 'c', 'd', 'e'),
      lines('a', 'c', 'd', 'e', 'x'),
      lines('a', 'c', 'd', 'y', 'e'),
      lines('e', 'a', 'c', 'd', 'b', 'new', 'x'),
    ]);
    expect(text).toBe(
      [
        'r[1-3] (3): the common answer to show configuration | display set',
        'missing on r[4-5] (2):',
        '  set b',
        'only on r6 (1):',
        '  set new',
        'only on r5 (1):',
        '  set y',
        'only on r[4,6] (2):',
        '  set x',
        '',
      ].join('\n'),
    );
  });

  it('are told apart by masks, and shown as sent', () => {
    const masker = (text: string) => ({ text: text.replace(/up \d+/g, 'up <time>'), masks: ['time'] });
    const outputs = ['p1 up 1\np2 up 1\np3 up 1\n', 'p1 up 2\np2 up 2\np3 up 2\n', 'p1 up 3\np3 up 3\n'];
    expect(textOf(outputs, { masker })).toContain(
      '(2): the common answer to show configuration | display set\nmissing on r3 (1):\n  p2 up 1\n',
    );
  });

  it('are not told of an answer that shares less than half of them', () => {
    const text = textOf([lines('a', 'b', 'c'), lines('a', 'b', 'c'), 'error: BGP is not running\n']);
    expect(text).toContain('r3 (1): an answer of its own\n  error: BGP is not running\n');
    expect(text).not.toContain('missing');
  });

  it('say where only the order differs, and of one command where one is asked for', () => {
    const commands = ['show a', 'show b'];
    const outputs = [lines('a', 'b'), lines('a', 'b'), lines('b', 'a')];
    const text = textOf(outputs, { command: 1 }, commands);
    expect(text).toBe(
      'r[1-2] (2): the common answer to show b\nr3 (1): its lines in another order, or another status\n',
    );
    expect(textOf(outputs, {}, commands)).toContain('show a');
  });

  it('hold no control characters, and have colours where asked for', () => {
    expect(textOf(['a\nb\nc\n', 'a\nb\nc\n', 'a\nb\nc\n\u001b[2J\n'])).toContain('\u241b[2J');
    expect(textOf([lines('a', 'b', 'c'), lines('a', 'b', 'c'), lines('a', 'b')], { color: true })).toContain(
      '\u001b[31mset c',
    );
  });
});
