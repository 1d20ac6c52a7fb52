import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../src/model/plan-step.ts';
import { planStepSchema } from '../../src/model/plan-step.ts';
import { planProblems } from '../../src/plan/check-plan.ts';
import { columnsOf } from '../../src/result/answer-rows.ts';
import { expressionComplaint, namesIn } from '../../src/result/condition.ts';
import { patternComplaint } from '../../src/result/line-pattern.ts';

const ports = {
  conditionComplaint: expressionComplaint,
  patternComplaint: (pattern: string) => patternComplaint(pattern, undefined),
  columnsOf,
  refersTo: namesIn,
};

const show = (id: string, more: object = {}): PlanStep =>
  planStepSchema.parse({ id, devices: 'all', command: 'show version', ...more });

const complaints = (steps: readonly PlanStep[], before: readonly PlanStep[] = []): readonly string[] =>
  planProblems(steps, before, ports).map(({ path, text }) => `${path.join('.')}: ${text}`);

describe('planProblems', () => {
  it('has nothing against a plan that can run', () => {
    const steps = [
      show('facts', { format: 'json', rows: { select: '{release: a.b}' } }),
      show('alarms', { depends_on: 'facts', when: "version_below(facts.release, '22') && device != 'x'" }),
      show('peers', { rows: { match: String.raw`^(?P<peer>\S+) .* Active` } }),
      show('ping', { for_each: 'peers', devices: '{{peers.device}}', command: 'ping {{peers.peer}} count 3' }),
      planStepSchema.parse({ id: 'report', depends_on: ['facts', 'alarms'], aggregate: 'table' }),
    ];
    expect(complaints(steps)).toEqual([]);
  });

  it('names a cycle by its path, and one of a step with itself', () => {
    const circle = [show('a', { depends_on: ['c'] }), show('b', { depends_on: 'a' }), show('c', { for_each: 'b' })];
    expect(complaints(circle)).toEqual(['0.depends_on: steps wait for each other in a circle: a → c → b → a']);
    expect(complaints([show('self', { depends_on: 'self' })])).toEqual([
      '0.depends_on: steps wait for each other in a circle: self → self',
    ]);
  });

  it('names ids that are not there, that are there twice, and those that no step can have', () => {
    expect(
      complaints([show('a', { depends_on: 'b' }), show('a'), show('device'), show('c', { for_each: 'd' })]),
    ).toEqual([
      '1.id: there is a step "a" already',
      '2.id: no step can be called device',
      '0.depends_on: there is no step "b"',
      '3.for_each: there is no step "d"',
    ]);
    expect(complaints([show('a')], [show('a')])).toEqual(['0.id: there is a step "a" already']);
  });

  it('wants templates and conditions to be about steps before', () => {
    expect(
      complaints([
        show('a'),
        show('b', { devices: '{{a.device}}' }),
        show('c', { when: 'a.release == `1` && nothing' }),
        show('d', { depends_on: 'a', command: 'ping {{a.peer}} count 3' }),
        show('e', { for_each: 'a', depends_on: 'b', command: 'ping {{b.peer}} count 3' }),
      ]),
    ).toEqual([
      '1.devices: "a" in a template is no step that this one depends on',
      '2.when: "a" is a step that this one does not depend on: add it to depends_on',
      '2.when: "nothing" is no step and not device',
      '3.command.0: the template needs a row of "a": add for_each: a',
      '4.command.0: the template needs a row of "b": for_each goes over "a" only',
    ]);
  });

  it('lets a value stand for the name of a device only', () => {
    const over = { for_each: 'a', command: 'show version' };
    const oneName = "1.devices: a template in a selector is a term of its own: it stands for one device's name";
    for (const devices of ['site:{{a.site}}', '@{{a.group}}', '{{a.device}}.fra', '"{{a.device}}"']) {
      expect(complaints([show('a'), show('b', { ...over, devices })])).toEqual([oneName]);
    }
    for (const devices of ['{{a.b', '{{a}}', '{{a.b c}}']) {
      expect(complaints([show('a'), show('b', { ...over, devices })])).toEqual([
        expect.stringContaining('a template is {{step.column}}'),
      ]);
    }
    expect(complaints([show('a'), show('b', { ...over, devices: '{{a.device}}&@core' })])).toEqual([]);
  });

  it('names expressions and patterns that cannot be used, and keys that do not go together', () => {
    expect(
      complaints([
        show('a', { when: 'a.b ==' }),
        show('b', { rows: { match: '(?P<device>x)' } }),
        show('c', { rows: { match: 'x' } }),
        show('d', { rows: { select: 'a' } }),
        show('e', { canary: 'x' }),
        show('f', { wait_for: { until: 'up == `true`' } }),
        show('age', { waves: [1], max_age_s: 60 }),
        planStepSchema.parse({ id: 'g' }),
        planStepSchema.parse({ id: 'h', aggregate: 'table', devices: 'all' }),
      ]).map((text) => text.replace(/expression: .*/, 'expression: …')),
    ).toEqual([
      '0.when: no usable JMESPath expression: …',
      '1.rows.match: no column can be called device',
      '2.rows.match: it has no named group: (?P<name>…) makes a column',
      '3.rows.select: needs format: json or xml; for text there is match',
      '4.canary: only a step with waves has it',
      '5.wait_for.until: is about a row, so it needs rows; match looks at the lines of the answer',
      '6.max_age_s: cannot be together with wait_for or waves: they are about what is so now',
      '7.command: missing: a step has a command, or only aggregates',
      '8.aggregate: without a command it takes what depends_on names',
      '8.devices: only a step with a command has it',
    ]);
  });

  it('bounds the number of steps, those that are there already included', () => {
    const many = Array.from({ length: 150 }, (_, at) => show(`s${at}`));
    expect(complaints(many)).toEqual([]);
    expect(
      complaints(
        many.map((step) => ({ ...step, id: `t${step.id}` })),
        many,
      ),
    ).toEqual([': a plan has at most 200 steps']);
  });
});
