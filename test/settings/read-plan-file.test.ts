import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stepProblems } from '../../src/app/plan/parse-plan.ts';
import { readPlanFile } from '../../src/settings/read-plan-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const plans = fileURLToPath(new URL('../../fixtures/plans/', import.meta.url));

describe('readPlanFile', () => {
  it.each(readdirSync(plans))('has nothing against fixtures/plans/%s', (name) => {
    expect(readPlanFile(join(plans, name), stepProblems).steps.length).toBeGreaterThan(2);
  });

  it('has nothing against the example in docs/plans.md', () => {
    const document = readFileSync(fileURLToPath(new URL('../../docs/plans.md', import.meta.url)), 'utf8');
    const [, example = ''] = /```yaml\n(steps:.*?)```/s.exec(document) ?? [];
    const file = join(temporaryFolder(), 'plan.yaml');
    writeFileSync(file, example);
    expect(readPlanFile(file, stepProblems).steps.map(({ id }) => id)).toEqual(['facts', 'alarms', 'report']);
  });

  it('names file, line and key of everything that is wrong', () => {
    const file = join(temporaryFolder(), 'plan.yaml');
    writeFileSync(
      file,
      'steps:\n  - id: A\n    devices: all\n    command: show version\n    waves: ["0%", 200, "x"]\n',
    );
    expect(() => readPlanFile(file, stepProblems)).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringContaining(`${file}:2: steps[0].id: `) }),
    );
    writeFileSync(file, 'steps: [\n');
    expect(() => readPlanFile(file, stepProblems)).toThrow(/plan\.yaml:\d+: not valid YAML/);
  });
});
