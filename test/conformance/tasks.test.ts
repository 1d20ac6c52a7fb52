import { execFile } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { serveMcpHttp } from '../../src/mcp/serve-http.ts';
import { createMetrics } from '../../src/metrics/create-metrics.ts';
import { sampleStatus } from '../support/sample-status.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { tokenStoreIn } from '../support/token-store-in.ts';
import { taskFixtures } from './task-fixtures.ts';

/** Of Node.js 22 or newer, and of the tool's entry: test/conformance/run.sh says them. */
const { ROLLCALL_CONFORMANCE_NODE: node = '', ROLLCALL_CONFORMANCE: tool = '' } = process.env;

async function serve(): Promise<string> {
  const { rollcall, factory } = taskFixtures();
  const serving = await serveMcpHttp(factory, {
    ...{ host: '127.0.0.1', port: 0, logger: silentLogger, clock: systemClock, rollcall },
    tokens: tokenStoreIn(systemClock),
    recordAccess: () => {},
    readiness: async () => [],
    metrics: createMetrics({ version: '0.0.0-test', status: sampleStatus }),
  });
  onTestFinished(() => serving.close());
  return serving.url;
}

/** Each check of a scenario with how it ended. */
function checks(scenario: string, url: string): Promise<ReadonlyMap<string, string>> {
  const args = [tool, 'server', '--url', url, '--scenario', scenario, '--force'];
  return new Promise((resolve) => {
    execFile(node, args, { env: { PATH: process.env.PATH, NO_COLOR: '1' } }, (_error, stdout) => {
      const found = stdout.matchAll(/\[([a-z0-9-]+) *\] (?:\S*?)(SUCCESS|FAILURE|WARNING|SKIPPED)/g);
      resolve(new Map([...found].map(([, id = '', result = '']) => [id, result])));
    });
  });
}

describe('the conformance scenarios of the tasks extension', () => {
  it.each([
    ['tasks-lifecycle', 9],
    ['tasks-capability-negotiation', 5],
    ['tasks-wire-fields', 4],
    ['tasks-request-state-removal', 3],
    ['tasks-request-headers', 5],
    ['tasks-dispatch-and-envelope', 9],
  ])('%s passes in all its checks', async (scenario, count) => {
    expect({ node, tool }, 'npm run test:conformance sets them').not.toMatchObject({ node: '' });
    const results = await checks(scenario, await serve());
    expect([...results].filter(([, result]) => result !== 'SUCCESS')).toEqual([]);
    expect(results.size).toBe(count);
  });
});
