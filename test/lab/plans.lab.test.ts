import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { planDocumentSchema } from '../../src/model/plan-document.ts';
import { rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openLab } from './lab.ts';
import { writeLabInventory } from './lab-inventory.ts';

const lab = openLab();
const plans = fileURLToPath(new URL('../../fixtures/plans/', import.meta.url));

async function planOf(home: string, file: string) {
  const ended = await rollcall(home, ['plan', file, '--json', '-i', writeLabInventory(lab, home)]);
  const document = planDocumentSchema.parse(JSON.parse(ended.stdout));
  return { status: ended.status, document, steps: new Map(document.steps.map((step) => [step.id, step])) };
}

it('facts of all routers, and where every neighbor is up there is nothing to explain', async () => {
  const { status, document, steps } = await planOf(temporaryFolder(), join(plans, 'frr-explain-down-neighbors.yaml'));
  expect([status, document.summary.failed]).toEqual([0, 0]);
  expect(steps.get('facts')).toMatchObject({ total: lab.routers.length, row_count: lab.routers.length });
  expect(steps.get('down')).toMatchObject({ state: 'finished', succeeded: lab.routers.length, row_count: 0 });
  expect(steps.get('why')).toMatchObject({ state: 'skipped' });
});

it('asks exactly the two routers that miss each other, each of the other', async () => {
  await lab.control('close-neighbor', 4);
  onTestFinished(() => lab.control('open-neighbor', 4));
  const { status, steps } = await planOf(temporaryFolder(), join(plans, 'frr-explain-down-neighbors.yaml'));
  expect(status).toBe(0);
  const down = steps.get('down')?.rows ?? [];
  expect(down.map(({ device, peer }) => [device, peer])).toEqual([
    ['r4', '10.1.4.2'],
    ['r5', '10.1.4.1'],
  ]);
  expect(steps.get('why')).toMatchObject({ state: 'finished', total: 2, succeeded: 2 });
  expect(steps.get('why')?.rows).toEqual([
    expect.objectContaining({ device: 'r4', reason: expect.stringMatching(/admin.*shutdown/i) }),
    expect.objectContaining({ device: 'r5', reason: expect.stringMatching(/shutdown/i) }),
  ]);
}, 60_000);

it('reacts to rows of the JSON of FRR: each router is asked of exactly its own neighbors', async () => {
  const home = temporaryFolder();
  const file = join(home, 'plan.yaml');
  writeFileSync(
    file,
    `steps:
  - id: up
    devices: all
    command: show bgp summary
    format: json
    wait_for: { until: "state == 'Established'", every_s: 1, deadline_s: 30 }
    rows:
      select: >-
        ipv4Unicast.items(peers)[?[1].state == 'Established'].{peer: [0], state: [1].state}
  - id: route
    for_each: up
    devices: '{{up.device}}'
    command: show ip route {{up.peer}}
`,
  );
  const { status, steps } = await planOf(home, file);
  expect(status).toBe(0);
  const rows = steps.get('up')?.rows ?? [];
  expect(new Set(rows.map(({ device }) => device)).size).toBe(lab.routers.length);
  expect(steps.get('route')).toMatchObject({ total: rows.length, succeeded: rows.length, failed: 0 });
});
