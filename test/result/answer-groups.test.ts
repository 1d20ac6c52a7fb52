import { describe, expect, it } from 'vitest';
import type { MaskContext, Masker } from '../../src/model/masker.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { type Answer, answered, ended, foldOf, started } from './run-events.ts';

function viewOf(answers: Record<string, Answer>, command = 'show version', facts = {}) {
  const events = Object.entries(answers).flatMap(([device, answer]) => answered(device, answer));
  return foldOf({ ...started(Object.keys(answers), [command]), ...facts }, [...events, ended()]);
}

const uptime: Masker = (text) => {
  const masked = text.replace(/up \d+/g, 'up <uptime>');
  return { text: masked, masks: masked === text ? [] : ['uptime'] };
};

describe('groups of answers', () => {
  it('are by what masks leave, and show the bytes of their first device', () => {
    const view = viewOf({ r1: { stdout: 'up 1\n' }, r2: { stdout: 'up 2\n' }, r3: { stdout: 'down\n' } });
    const { groups, masked } = buildDocument(view, { view: 'folded', masker: uptime });
    expect(groups).toMatchObject([
      { devices: 'r[1-2]', output: 'up 1\n' },
      { devices: 'r3', output: 'down\n' },
    ]);
    expect(masked).toEqual(['uptime']);
    expect(buildDocument(view, { view: 'folded' })).toMatchObject({ groups: [{}, {}, {}], masked: [] });
  });

  it('mask an answer once for all that sent the same bytes, with what is known of the first', () => {
    const contexts: MaskContext[] = [];
    const masker: Masker = (text, context) => {
      contexts.push(context);
      return { text, masks: ['any'] };
    };
    const facts = { platforms: { junos: 'r[1-2]', eos: 'r3' }, addresses: ['192.0.2.1', null, null] };
    const answers = { r1: { stdout: 'a' }, r2: { stdout: 'a' }, r3: { stdout: 'b' }, r4: { stdout: 'c' } };
    buildDocument(viewOf(answers, 'show x', facts), { view: 'folded', masker });
    expect(contexts).toEqual([
      { device: 'r1', command: 'show x', platform: 'junos', address: '192.0.2.1' },
      { device: 'r3', command: 'show x', platform: 'eos', address: null },
      { device: 'r4', command: 'show x', platform: null, address: null },
    ]);
  });

  it('never join what failed, nor partial output', () => {
    const view = viewOf({
      r1: { stdout: 'up 1\n' },
      r2: { stdout: 'up 1\n', outcome: 'command_timeout' },
      r3: { stdout: 'up 1\n', outcome: 'rejected' },
    });
    const { groups, failures } = buildDocument(view, { view: 'folded', masker: uptime });
    expect(groups?.map(({ devices }) => devices)).toEqual(['r1']);
    expect(failures.map(({ outcome, devices, partial_output }) => [outcome, devices, partial_output])).toEqual([
      ['command_timeout', 'r2', 'up 1\n'],
      ['rejected', 'r3', 'up 1\n'],
    ]);
  });

  it.each(['show configuration | display set', 'sh conf | d s', 'show configuration|display set | no-more'])(
    'pass over the order of lines of %s',
    (command) => {
      const view = viewOf({ r1: { stdout: 'set a\nset b\n' }, r2: { stdout: 'set b\nset a\n' } }, command);
      const { groups } = buildDocument(view, { view: 'folded' });
      expect(groups).toMatchObject([{ devices: 'r[1-2]', output: 'set a\nset b\n' }]);
    },
  );

  it.each(['show version', 'show log | match "display set"', 'show x | display xml', 'show x | match display setx'])(
    'look at the order of lines of %s',
    (command) => {
      const view = viewOf({ r1: { stdout: 'a\nb\n' }, r2: { stdout: 'b\na\n' } }, command);
      expect(buildDocument(view, { view: 'folded' }).groups).toHaveLength(2);
    },
  );
});
