import { afterEach } from 'vitest';
import type { FakeRun } from './fake-run.ts';
import { type Era, type Harness, type HarnessOptions, overHttp, textOf } from './mcp-harness.ts';
import { sampleDevice } from './sample-device.ts';

const devices = [
  sampleDevice('core-r1', { host: '192.0.2.1', groups: ['core'], tags: { site: 'fra' } }),
  sampleDevice('core-r2', { host: '192.0.2.2', groups: ['core'], tags: { site: 'fra' } }),
  sampleDevice('edge-r9', { host: '192.0.2.9', auth: [{ method: 'key', path: '/keys/id', passphrase: null }] }),
];

const groups = new Map([['core', ['core-r1', 'core-r2']]]);

/** A request for all three. */
export const showVersion = { devices: 'all', command: 'show version' };

/** Ends at once: all answer the same, but edge-r9 refuses the login. */
export function mixed(run: FakeRun): void {
  for (const device of run.view.devices) {
    for (const { index, text } of run.view.commands) {
      if (device === 'edge-r9') run.fail(device, 'auth_failed', index);
      else if (run.view.row(device, index)?.finished === null) {
        run.start(device, index);
        run.answer(device, `answer to ${text}\nsecond line\n`, index);
      }
    }
  }
  run.finish();
}

/** Calls of tools by a client of one era, over HTTP; a harness is opened per test and closed after it. */
export function toolCalls(era: Era) {
  let harness: Harness | null = null;
  const opened = (): Harness => {
    if (harness === null) throw new Error('open() comes first');
    return harness;
  };
  afterEach(async () => {
    await harness?.close();
    harness = null;
  });
  return {
    async open(options: HarnessOptions = {}): Promise<Harness> {
      harness = await overHttp(era, { devices, groups, onRun: mixed, ...options });
      return harness;
    },
    async call(name: string, args: Record<string, unknown> = {}) {
      const result = await opened().client.callTool(name, args);
      return { ...result, text: textOf(result), failed: result.isError ?? false };
    },
  };
}
