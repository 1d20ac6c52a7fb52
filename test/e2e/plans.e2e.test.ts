import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type PlanDocument, planDocumentSchema } from '../../src/model/plan-document.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { builtMain, type Ended, ownEnvironment, rollcall, startRollcall } from '../support/built-command.ts';
import { connectStdio } from '../support/clients/modern.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

const planFile = (name: string): string => fileURLToPath(new URL(`../../fixtures/plans/${name}`, import.meta.url));

async function fleetOf(count: number, faults: Parameters<typeof startFleet>[0]['faults'] = []) {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const fleet = await startFleet({ count, variants: 4, faults, inventoryOut: inventory, seed: 'plans' });
  onTestFinished(() => fleet.close());
  return { home, inventory, names: fleet.devices.map(({ name }) => name) };
}

const planOf = ({ stdout }: Ended): PlanDocument => planDocumentSchema.parse(JSON.parse(stdout));

function stepOf(plan: PlanDocument, id: string): PlanDocument['steps'][number] {
  const step = plan.steps.find((each) => each.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
}

describe('the plans in fixtures/', () => {
  it('facts of all, alarms of those below a version, one table', async () => {
    const { home, inventory, names } = await fleetOf(60, [{ kind: 'refuse', percent: 5 }]);
    const ended = await rollcall(home, ['plan', planFile('alarms-below-version.yaml'), '--json', '-i', inventory]);
    expect([ended.status, ended.stderr]).toEqual([4, '']);
    const plan = planOf(ended);
    const [facts, alarms, report] = ['facts', 'alarms', 'report'].map((id) => stepOf(plan, id));
    expect([facts?.total, facts?.failed]).toEqual([names.length, 3]);
    const old = (facts?.rows ?? []).filter(({ release }) => /^2[01]\.|^22\.[1-3]/.test(String(release)));
    expect(old.length).toBeGreaterThan(0);
    expect(alarms?.total).toBe(old.length);
    expect(alarms?.left_out?.map(({ code }) => code).sort()).toEqual(['no_row', 'not_met']);
    expect(report?.aggregate).toMatchObject({ kind: 'table', of: ['facts', 'alarms'], row_count: names.length - 3 });
    // The run of the step was sent to exactly these.
    const run = await rollcall(home, ['show', alarms?.runs[0] ?? '', '--json']);
    expect(JSON.parse(run.stdout).summary.total).toBe(old.length);

    const text = await rollcall(home, ['show', plan.run_id]);
    expect(text.stdout).toContain('device');
    expect(text.stdout).toMatch(/^plan \w{26}: finished in /);
    for (const flags of [
      ['--report', 'out.html'],
      ['--device', 'core-r1.fra'],
      ['--view', 'table'],
      ['--match', 'x'],
    ]) {
      const refused = await rollcall(home, ['show', plan.run_id, ...flags]);
      expect([refused.status, refused.stdout, refused.stderr]).toEqual([2, '', expect.stringContaining('is a plan')]);
    }
    const again = await rollcall(home, ['show', plan.run_id, '--json']);
    expect(planOf(again)).toEqual(plan);
    const listed = await rollcall(home, ['runs', '--json']);
    expect(
      JSON.parse(listed.stdout).map((each: { kind?: string; plan?: { step: string } }) => each.kind ?? each.plan?.step),
    ).toEqual(expect.arrayContaining(['plan', 'facts', 'alarms']));
  }, 60_000);

  it('a ping from exactly the routers with neighbors that are down', async () => {
    const { home, inventory } = await fleetOf(80);
    const plan = planOf(
      await rollcall(home, ['plan', planFile('ping-down-neighbors.yaml'), '--json', '-i', inventory]),
    );
    const down = stepOf(plan, 'down').rows ?? [];
    expect(down.length).toBeGreaterThan(0);
    const ping = stepOf(plan, 'ping');
    expect([ping.total, ping.succeeded]).toEqual([down.length, down.length]);
    for (const [at, runId] of ping.runs.entries()) {
      const run = JSON.parse((await rollcall(home, ['show', runId, '--json'])).stdout);
      expect(run).toMatchObject({ command: [`ping ${down[at]?.peer} count 3 rapid`], devices: down[at]?.device });
    }
    expect(stepOf(plan, 'report').aggregate).toMatchObject({ row_count: down.length });
  }, 60_000);
});

describe('rollcall plan', () => {
  it('names file, line and key of what is wrong, and sends nothing', async () => {
    const home = temporaryFolder();
    const file = join(home, 'plan.yaml');
    const steps = ['steps:', '  - id: a', '    devices: all', '    command: show version', '    depends_on: b'];
    writeFileSync(
      file,
      [...steps, '  - id: b', '    devices: all', '    command: show version', '    when: a.x', ''].join('\n'),
    );
    const circle = await rollcall(home, ['plan', file]);
    expect(circle.status).toBe(2);
    expect(circle.stderr).toContain(`${file}:9: steps[1].when: "a" is a step that this one does not depend on`);
    writeFileSync(
      file,
      [...steps.slice(0, 4), '    priority: urgent', '    retries: 99', '    colour: red', ''].join('\n'),
    );
    const range = await rollcall(home, ['plan', file]);
    expect(range.status).toBe(2);
    for (const line of [
      `${file}:5: steps[0].priority`,
      `${file}:6: steps[0].retries`,
      `${file}:7: steps[0].colour: unknown key`,
    ]) {
      expect(range.stderr).toContain(line);
    }
    expect((await rollcall(home, ['runs', '--json'])).stdout).toBe('[]\n');
  }, 30_000);

  it('ends as a whole with Ctrl-C, and with a cancel from elsewhere', async () => {
    const { home, inventory } = await fleetOf(2, [{ kind: 'hang', percent: 100 }]);
    const file = join(home, 'plan.yaml');
    writeFileSync(
      file,
      'steps: [{id: a, devices: all, command: show version}, {id: b, devices: all, command: show version, depends_on: a}]\n',
    );
    const asked = ['plan', file, '--json', '-i', inventory];
    const started = startRollcall(home, asked);
    const planId = await newestPlan(home);
    const cancelled = await rollcall(home, ['cancel', planId]);
    expect([cancelled.status, cancelled.stdout]).toEqual([0, `${planId} cancelled\n`]);
    const ended = await started.ended;
    expect([ended.status, planOf(ended).steps.map(({ state }) => state)]).toEqual([130, ['cancelled', 'cancelled']]);
    expect((await rollcall(home, ['cancel', planId])).stdout).toBe(`${planId} had already ended (cancelled)\n`);
  }, 60_000);

  it('is interrupted by kill -9, with what is known of each step', async () => {
    const { home, inventory } = await fleetOf(2, [{ kind: 'hang', percent: 50 }]);
    const file = join(home, 'plan.yaml');
    writeFileSync(
      file,
      'steps: [{id: a, devices: all, command: show version}, {id: b, devices: all, command: show version, depends_on: a}]\n',
    );
    const started = startRollcall(home, ['plan', file, '-i', inventory]);
    const planId = await newestPlan(home);
    started.child.kill('SIGKILL');
    await started.ended;
    const plan = planOf(await rollcall(home, ['show', planId, '--json']));
    expect([plan.state, ...plan.steps.map(({ state }) => state)]).toEqual([
      'interrupted',
      'interrupted',
      'interrupted',
    ]);
    expect(readFileSync(join(home, 'state', 'plans', planId, 'events.jsonl'), 'utf8')).toContain('"plan-started"');
  }, 60_000);
});

/** Waits until a step of a plan has a run. */
async function newestPlan(home: string): Promise<string> {
  for (;;) {
    const { stdout } = await rollcall(home, ['runs', '--json']);
    const entries: { run_id: string; kind?: string; plan?: object }[] = JSON.parse(stdout);
    const plan = entries.find(({ kind }) => kind === 'plan');
    if (plan !== undefined && entries.some((entry) => entry.plan !== undefined)) return plan.run_id;
  }
}

it('a model runs a plan, extends it, reads a step of it and is told what is wrong with one', async () => {
  const { home, inventory } = await fleetOf(30);
  const server = await connectStdio({
    command: process.execPath,
    args: [builtMain, 'serve', '-i', inventory],
    env: ownEnvironment(home),
  });
  onTestFinished(() => server.close());
  const call = (name: string, args: Record<string, unknown>) => server.callTool(name, args);

  const facts = { id: 'facts', devices: 'all', command: 'show version', rows: { match: '^Junos: (?P<release>\\S+)' } };
  const wait = {
    id: 'wait',
    devices: 'core-r1.fra',
    command: 'show version',
    wait_for: { match: 'never', every_s: 1, deadline_s: 60 },
  };
  const started = await call('execute_plan', { steps: [facts, wait], wait_s: 0 });
  const plan = planDocumentSchema.parse(started.structuredContent);
  expect(plan.state).toBe('running');
  const old = {
    id: 'old',
    devices: 'all',
    depends_on: 'facts',
    when: "version_below(facts.release, '22.4')",
    command: 'show system alarms',
  };
  const extended = await call('extend_plan', { run_id: plan.run_id, steps: [old], wait_s: 0 });
  expect(planDocumentSchema.parse(extended.structuredContent).steps.map(({ id }) => id)).toEqual([
    'facts',
    'wait',
    'old',
  ]);
  let step = await call('get_run', { run_id: plan.run_id, step: 'old', wait_s: 1 });
  while (JSON.stringify(step.structuredContent).includes('"state":"waiting"')) {
    step = await call('get_run', { run_id: plan.run_id, step: 'old', wait_s: 1 });
  }
  expect(step.structuredContent).toMatchObject({ kind: 'plan', steps: [{ id: 'old', failed: 0 }] });
  const cancelled = await call('cancel_run', { run_id: plan.run_id });
  expect(cancelled.structuredContent).toMatchObject({ result: 'cancelled' });
  const ended = await call('get_run', { run_id: plan.run_id });
  expect(ended.structuredContent).toMatchObject({ state: 'cancelled' });

  const late = await call('extend_plan', { run_id: plan.run_id, steps: [{ ...facts, id: 'late' }] });
  expect([late.isError, JSON.stringify(late.content)]).toEqual([
    true,
    expect.stringContaining('has ended (cancelled)'),
  ]);
  const circle = await call('execute_plan', { steps: [{ ...facts, depends_on: 'facts' }] });
  expect([circle.isError, JSON.stringify(circle.content)]).toEqual([true, expect.stringContaining('facts → facts')]);
  const answer = await call('get_output', { run_id: plan.run_id, device: 'core-r1.fra' });
  expect([answer.isError, JSON.stringify(answer.content)]).toEqual([true, expect.stringContaining('is a plan')]);
  const run = await call('execute_command_batch', { devices: 'core-r1.fra', command: 'show version' });
  const both = [plan.run_id, (run.structuredContent as { run_id: string }).run_id];
  const read = await call('get_run', { run_id: both });
  expect(read.structuredContent).toMatchObject({
    runs: [
      { run_id: both[0], kind: 'plan', state: 'cancelled' },
      { run_id: both[1], state: 'finished' },
    ],
  });
  const matched = await call('get_run', { run_id: both, match: 'Junos' });
  expect([matched.isError, JSON.stringify(matched.content)]).toEqual([true, expect.stringContaining('is a plan')]);
  const small = await call('execute_plan', { steps: [facts], max_chars: 2_000 });
  expect(JSON.stringify(small.structuredContent).length).toBeLessThanOrEqual(2_000);
  expect(small.structuredContent).toMatchObject({ truncated: expect.any(String), next: { tool: 'get_run' } });
}, 60_000);
