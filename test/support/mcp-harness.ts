import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { createMcpFactory } from '../../src/mcp/create-mcp-factory.ts';
import { type HttpServing, type HttpServingOptions, serveMcpHttp } from '../../src/mcp/serve-http.ts';
import { serveMcpStdio } from '../../src/mcp/serve-stdio.ts';
import { createMetrics } from '../../src/metrics/create-metrics.ts';
import { type Masker, noMasks } from '../../src/model/masker.ts';
import type { Person, SdkDriver } from './clients/client-driver.d.mts';
import { connect as connectModern, connectHttp as connectModernHttp } from './clients/modern.mjs';
import { connect as connectOldEra, connectHttp as connectOldEraHttp } from './clients/old-era.mjs';
import { FakeClock } from './fake-clock.ts';
import { FakeRollcall, type FakeRollcallOptions } from './fake-rollcall.ts';
import { sampleStatus } from './sample-status.ts';
import { silentLogger } from './silent-logger.ts';
import { tokenStoreIn } from './token-store-in.ts';

export const eras = ['2025-11-25', '2026-07-28'] as const;
export type Era = (typeof eras)[number];

const clients = {
  '2025-11-25': { connect: connectOldEra, connectHttp: connectOldEraHttp },
  '2026-07-28': { connect: connectModern, connectHttp: connectModernHttp },
} as const;

export interface Harness {
  readonly rollcall: FakeRollcall;
  readonly clock: FakeClock;
  readonly client: SdkDriver;
  /** Closes the client, then the server. */
  close(): Promise<void>;
}

export type HarnessOptions = Omit<FakeRollcallOptions, 'clock'> & {
  readonly maxChars?: number;
  readonly masker?: Masker;
  readonly changes?: boolean;
  /** Who sits at the client; absent: it cannot ask anybody. */
  readonly person?: Person;
};

function parts(surface: 'mcp-http' | 'mcp-stdio', options: HarnessOptions) {
  const clock = new FakeClock();
  const rollcall = new FakeRollcall({ ...options, clock });
  const factory = createMcpFactory({
    rollcall,
    settings: { wait_s: 45, max_chars: options.maxChars ?? 40_000, changes: options.changes ?? false },
    masker: options.masker ?? noMasks,
    version: '0.0.0-test',
    surface,
    clock,
    logger: silentLogger,
  });
  return { clock, rollcall, factory };
}

export async function startHttp(
  options: HarnessOptions = {},
  serving: Partial<HttpServingOptions> = {},
): Promise<{ rollcall: FakeRollcall; clock: FakeClock; serving: HttpServing }> {
  const { clock, rollcall, factory } = parts('mcp-http', options);
  const http = await serveMcpHttp(factory, {
    host: '127.0.0.1',
    port: 0,
    logger: silentLogger,
    clock,
    rollcall,
    recordAccess: (event, token) => void rollcall.recordAccess({ surface: 'mcp-http', client: null, token }, event),
    // No such folder, so there is no token.
    tokens: tokenStoreIn(clock, join(tmpdir(), `rollcall-test-${randomUUID()}`)),
    readiness: async () => [],
    metrics: createMetrics({ version: '0.0.0-test', status: sampleStatus }),
    ...serving,
  });
  return { clock, rollcall, serving: http };
}

/** A client of one era on the product's own HTTP server. */
export async function overHttp(era: Era, options: HarnessOptions = {}): Promise<Harness> {
  const { clock, rollcall, serving } = await startHttp(options);
  const client = await clients[era].connectHttp(serving.url, {}, options.person);
  return {
    clock,
    rollcall,
    client,
    async close() {
      await client.close();
      await serving.close();
    },
  };
}

/** A client of one era on the product's own stdio server, over a pair of pipes in this process. */
async function overStdio(era: Era, options: HarnessOptions = {}): Promise<Harness> {
  const { clock, rollcall, factory } = parts('mcp-stdio', options);
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const serving = await serveMcpStdio(factory, { logger: silentLogger, clock, input: toServer, output: toClient });
  // Framing is the same in both directions, so the SDK's server end serves as a client end.
  const client = await clients[era].connect(new StdioServerTransport(toClient, toServer), options.person);
  return {
    clock,
    rollcall,
    client,
    async close() {
      await client.close();
      toServer.end();
      await serving.ended;
    },
  };
}

export const transports = { http: overHttp, stdio: overStdio } as const;

/** The text a host would show. */
export function textOf(result: { content: { type: string; text?: string }[] }): string {
  return result.content.map((block) => block.text ?? '').join('\n');
}
