import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { systemClock } from '../../src/base/clock.ts';
import { createMcpFactory } from '../../src/mcp/create-mcp-factory.ts';
import { registerTool } from '../../src/mcp/register-tool.ts';
import { runAnswer } from '../../src/mcp/run-answer.ts';
import { taskOfRun } from '../../src/mcp/task-of-run.ts';
import { defineTool, type Tool } from '../../src/mcp/tool.ts';
import { noMasks } from '../../src/model/masker.ts';
import { runDocumentSchema } from '../../src/model/run-document.ts';
import type { RunFold } from '../../src/result/run-fold.ts';
import { FakeRollcall } from '../support/fake-rollcall.ts';
import type { FakeRun } from '../support/fake-run.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { silentLogger } from '../support/silent-logger.ts';

/** Runs of tools that the process left while they ran. */
class LeavingRollcall extends FakeRollcall {
  readonly left = new Set<string>();

  override async readRun(runId: string): Promise<RunFold> {
    const view = await super.readRun(runId);
    if (!this.left.has(runId)) return view;
    return new Proxy(view, {
      get: (target, key) => {
        const value: unknown = key === 'state' ? 'interrupted' : Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}

type End = (run: FakeRun) => void;

/** The tools that the scenarios call, each a run of one device, beside those of the product and on its own task methods. */
export function taskFixtures(): { readonly rollcall: FakeRollcall; readonly factory: McpServerFactory } {
  const rollcall = new LeavingRollcall({ clock: systemClock, devices: [sampleDevice('r1')] });
  const settings = { wait_s: 45, max_chars: 40_000, changes: false };
  const dependencies = { rollcall, settings, masker: noMasks, clock: systemClock, logger: silentLogger };
  const product = createMcpFactory({ ...dependencies, version: '0.0.0-test', surface: 'mcp-http' });
  const answer: End = (run) => {
    run.start('r1');
    run.answer('r1', 'computed\n');
    run.finish();
  };
  const fail: End = (run) => {
    run.fail('r1', 'auth_failed');
    run.finish();
  };
  const tools = [
    jobTool('slow_compute', answer, rollcall),
    jobTool('confirm_delete', answer, rollcall),
    jobTool('failing_job', fail, rollcall),
    jobTool('protocol_error_job', (run) => rollcall.left.add(run.runId), rollcall),
  ];
  async function factory(context: Parameters<McpServerFactory>[0]): Promise<McpServer> {
    const server = await product(context);
    if (!(server instanceof McpServer)) throw new Error('the product makes another server now');
    for (const tool of tools) registerTool(server, tool, dependencies, 'mcp-http');
    server.registerTool('greet', { inputSchema: z.object({ name: z.string() }) }, ({ name }) => ({
      content: [{ type: 'text', text: `Hello, ${name}!` }],
    }));
    return server;
  }
  return { rollcall, factory };
}

function jobTool(name: string, end: End, rollcall: FakeRollcall): Tool {
  return defineTool({
    ...{ name, title: name, description: name, annotations: {} },
    input: z.object({ seconds: z.number().default(0.2) }),
    output: runDocumentSchema,
    async handle({ seconds }, call) {
      const run = await rollcall.startRun({ devices: 'r1', command: 'show version' }, { caller: call.caller });
      const over = new Promise<void>((resolve) => {
        systemClock.after(seconds * 1_000, () => {
          if (run.view.state === 'running') end(run);
          resolve();
        });
      });
      const shown = { view: 'folded', reduction: null, masker: noMasks, maxChars: 2_000 } as const;
      if (call.takesTasks) return { ...runAnswer(run.view, shown), task: taskOfRun(run.runId, run.view, call.clock) };
      await over;
      return runAnswer(run.view, shown);
    },
  });
}
