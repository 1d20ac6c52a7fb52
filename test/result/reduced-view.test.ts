import { describe, expect, it } from 'vitest';
import type { Masker } from '../../src/model/masker.ts';
import { checkSelectable, reducedView, reductionOf } from '../../src/result/reduced-view.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import type { Reduction } from '../../src/result/run-view.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { answered, ended, foldOf, started } from './run-events.ts';

const table = (rows: string): string => `Interface  Admin  Link\r\n${rows}`;

function textRun(answers: readonly string[]) {
  const devices = answers.map((_, index) => `r${index + 1}`);
  return foldOf(started(devices), [
    ...devices.flatMap((device, index) => answered(device, { stdout: answers[index] ?? '' })),
    ended(),
  ]);
}

function jsonRun(answers: readonly string[]) {
  const devices = answers.map((_, index) => `r${index + 1}`);
  const events = devices.flatMap((device, index) => answered(device, { stdout: answers[index] ?? '' }));
  return foldOf(started(devices, ['show version'], 'json'), [...events, ended()]);
}

const refused = (hint: RegExp) => expect.objectContaining({ code: 'bad_request', hint: expect.stringMatching(hint) });

describe('reductionOf', () => {
  it('takes either, or nothing', () => {
    expect(reductionOf({})).toBeNull();
    expect(reductionOf({ match: 'down$' })).toEqual({ match: 'down$' });
    expect(reductionOf({ select: 'a.b' })).toEqual({ select: 'a.b' });
  });

  it.each([
    [{ match: '(' }, /RE2/],
    [{ match: '(a)\\1' }, /RE2/],
    [{ select: 'a-b[' }, /double quotes/],
    [{ select: '$.a' }, /double quotes/],
    [{ match: 'a', select: 'b' }, /filter/],
  ])('refuses %j before anything is done with it', (asked, hint) => {
    expect(() => reductionOf(asked)).toThrow(refused(hint));
  });

  it('selects from values only', () => {
    expect(() => checkSelectable({ select: 'a' }, 'text')).toThrow(refused(/format json/));
    for (const format of ['json', 'xml'] as const) expect(() => checkSelectable({ select: 'a' }, format)).not.toThrow();
    expect(() => reducedView(textRun(['{}']), { select: 'a' })).toThrow(refused(/format json/));
    for (const reduction of [null, { match: 'a' }]) expect(() => checkSelectable(reduction, 'text')).not.toThrow();
  });
});

describe('match', () => {
  it('keeps whole lines, byte for byte, of successful answers only', () => {
    const run = foldOf(started(['r1', 'r2', 'r3']), [
      ...answered('r1', { stdout: table('ge-0/0/0 up down\r\nge-0/0/1 up up'), stderr: 'odd down\n' }),
      ...answered('r2', { outcome: 'command_timeout', stdout: 'half of it\n' }),
    ]);
    const view = reducedView(run, { match: 'down$' });
    expect(view.rows().map(({ stdout }) => stdout)).toEqual(['ge-0/0/0 up down\r\n', 'half of it\n', '']);
    expect(view.row('r1', 0)).toMatchObject({ stdout: 'ge-0/0/0 up down\r\n', stderr: 'odd down\n' });
    expect(view.row('r9', 0)).toBeUndefined();
    expect(run.row('r1', 0)?.stdout).toContain('Interface');
  });

  it('lets answers fold that are the same in these lines; nothing else of the account changes', () => {
    const run = textRun([table('a up down\nb up up\n'), table('a up down\nc up up\n'), table('d up up\n')]);
    const whole = buildDocument(run, { view: 'folded' });
    const { groups, match, ...rest } = buildDocument(reducedView(run, { match: 'down' }), { view: 'folded' });
    expect(groups).toMatchObject([
      { devices: 'r[1-2]', output: 'a up down\n' },
      { devices: 'r3', output: '' },
    ]);
    expect(match).toBe('down');
    expect(rest.summary).toEqual(whole.summary);
    expect(rest.devices).toBe(whole.devices);
  });

  it('masks by the whole answer, of which a header may be gone', () => {
    // As a mask of a column does: only below the header.
    const masker: Masker = (text) => {
      const header = text.startsWith('Peer InPkt\n');
      return header ? { text: text.replace(/ \d+$/gm, ' <n>'), masks: ['packets'] } : { text, masks: [] };
    };
    const run = textRun(['Peer InPkt\n10.0.0.1 17\n', 'Peer InPkt\n10.0.0.1 9000\n']);
    const options = { view: 'folded', masker } as const;
    const document = buildDocument(reducedView(run, { match: '^10' }), options);
    expect(document.groups).toMatchObject([{ devices: 'r[1-2]', output: '10.0.0.1 17\n' }]);
    expect(document.masked).toEqual(['packets']);
    expect(buildDocument(reducedView(run, { match: 'Peer' }), options).masked).toEqual([]);
  });

  it('makes lines of JSON text, which is no value any more', () => {
    const view = reducedView(jsonRun(['{\n"a": 1,\n"b": 2\n}']), { match: '"b"' });
    const [group] = buildDocument(view, { view: 'folded' }).groups ?? [];
    expect(group).toMatchObject({ output: '"b": 2\n' });
    expect(group).not.toHaveProperty('output_note');
  });
});

describe('select', () => {
  it('prints what is found, null where nothing is; an answer that is no JSON stays, with the reason', () => {
    const view = reducedView(jsonRun(['{"a": [{"data": "x"}]}', '{"b": 1}', 'error: no']), { select: 'a[0].data' });
    expect(view.rows().map(({ stdout }) => stdout)).toEqual(['"x"\n', 'null\n', 'error: no']);
    expect(buildDocument(view, { view: 'folded' })).toMatchObject({
      select: 'a[0].data',
      groups: [
        { devices: 'r1', output_json: 'x' },
        { devices: 'r2', output_json: null },
        { devices: 'r3', output: 'error: no', output_note: 'no JSON: line 1: expected JSON' },
      ],
    });
  });

  it('folds by what is found, and masks nothing of it: it was asked for', () => {
    const masker: Masker = () => ({ text: 'all the same', masks: ['uptime'] });
    const run = jsonRun(['{"up": "1 day", "n": 1}', '{"up": "1 day", "n": 2}', '{"up": "9 days"}']);
    const document = buildDocument(reducedView(run, { select: 'up' }), { view: 'folded', masker });
    expect(document.groups).toMatchObject([
      { devices: 'r[1-2]', output_json: '1 day' },
      { devices: 'r3', output_json: '9 days', distance: 2 },
    ]);
    expect(document.masked).toEqual([]);
  });
});

it('of an answer, select makes no more than a multiple', () => {
  const run = jsonRun([JSON.stringify({ list: Array.from({ length: 2_000 }, (_, index) => index) })]);
  const long = 'x'.repeat(1_900);
  const refusedRow = reducedView(run, { select: `list[].['${long}']` }).row('r1', 0);
  expect(() => refusedRow?.stdout).toThrow(refused(/expression/));
  expect(reducedView(run, { select: `list[].{x: @, y: 'short'}` }).row('r1', 0)?.stdout).toContain('"y": "short"');
});

const loops = Array.from({ length: 9 }).reduce<string>((inner) => `map(&${inner}, split(type(@), ''))`, '@');

describe('a reduced run', () => {
  it('goes on with the run, and reduces an answer once, when it is read', () => {
    const run = foldOf(started(['r1']), []);
    const view = reducedView(run, { match: 'a' });
    expect(view).toMatchObject({ state: 'running', endTime: null, reduction: { match: 'a' } });
    for (const event of [...answered('r1', { stdout: 'a\nb\n' }), ended()]) run.apply(event);
    expect(view.state).toBe('finished');
    expect(view.rows()[0]?.stdout).toBe('a\n');
    expect(view.rows()[0]).toBe(view.row('r1', 0));
  });

  it('is given up within one long answer too', () => {
    const clock = new FakeClock();
    let looks = 0;
    const slow = {
      after: clock.after.bind(clock),
      now: () => {
        looks += 1;
        clock.advance(1_000);
        return clock.now();
      },
    };
    const long = `${'x'.repeat(6_000)}\n`.repeat(1_000);
    const run = foldOf(started(['r1']), [...answered('r1', { stdout: long }), ended()]);
    expect(() => reducedView(run, { match: 'a' }, slow).row('r1', 0)?.stdout).toThrow(/"match" was stopped after 5 s/);
    expect(looks).toBeLessThan(10);
  });

  it('names the run where what is selected is too much', () => {
    const run = jsonRun(['[1]']);
    const endless = reducedView(run, { select: loops });
    expect(() => endless.row('r1', 0)?.stdout).toThrow(/lists of its own too often; the answers are kept in run /);
  });

  it.each<[Reduction, RegExp]>([
    [{ match: 'a' }, /"match" was stopped after 5 s; the answers are kept in run /],
    [{ select: 'a' }, /"select" was stopped after 5 s/],
  ])(
    'is given up with %j after 5 s of work, not of waiting, and then only what is read counts',
    (reduction, message) => {
      const clock = new FakeClock();
      const slow = {
        after: clock.after.bind(clock),
        now: () => {
          clock.advance(1_500);
          return clock.now();
        },
      };
      const run = jsonRun(Array.from({ length: 6 }, () => '{"a": 1}'));
      const view = reducedView(run, reduction, slow);
      for (const device of ['r1', 'r2', 'r3', 'r4']) expect(view.row(device, 0)?.stdout).toBeTruthy();
      expect(() => view.row('r5', 0)?.stdout).toThrow(message);
      expect(() => view.row('r1', 0)?.stdout).not.toThrow();
      clock.advance(60_000);
      expect(() =>
        reducedView(run, reduction, clock)
          .rows()
          .map(({ stdout }) => stdout),
      ).not.toThrow();
    },
  );
});
