import { systemClock } from '../../src/base/clock.ts';
import { Secret } from '../../src/base/secret.ts';
import { Semaphore } from '../../src/base/semaphore.ts';
import type { Device } from '../../src/model/device.ts';
import { failure } from '../../src/model/failure.ts';
import type { PlatformName } from '../../src/model/platform-name.ts';
import { createSsh2Dialer, type Ssh2Dialer } from '../../src/transport/ssh2/create-ssh2-dialer.ts';
import { type RecordedAnswer, type ReplayServer, startReplayServer } from '../support/replay-server.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { silentLogger } from '../support/silent-logger.ts';
import type { Recording } from './read-corpus.ts';

/** A recording and the simulated device that answers its command with it. */
export interface Replayed {
  readonly recording: Recording;
  readonly device: Device;
  /** A harmless line with the same answer, for a command that the guard does not let pass. */
  readonly alias: string;
}

export interface Replay {
  readonly replayed: readonly Replayed[];
  readonly dialer: Ssh2Dialer;
  readonly cutCharacters: () => number;
  close(): Promise<void>;
}

/** Serves the recordings and dials them as the product does: host keys checked, password read when needed. */
export async function startReplay(recordings: readonly Recording[]): Promise<Replay> {
  const served = await Promise.all(spread(recordings).map((bundle, at) => serve(bundle, at)));
  const serverOf = new Map(served.map(({ device, server }) => [device.name, server]));
  const dialer = createSsh2Dialer({
    hostKeys: {
      check: async (device, { blob }) =>
        Buffer.compare(blob, serverOf.get(device.name)?.hostKey ?? new Uint8Array()) === 0
          ? { ok: true }
          : { ok: false, failure: failure('host_key', 'not the key of the replay server') },
      knownTypes: async () => ['ssh-ed25519'],
      trust: async () => {},
    },
    secrets: {
      read: async (source) => {
        if (source.from !== 'plain') throw new Error('replayed devices have plain passwords');
        return source.secret;
      },
    },
    keyFiles: { read: async () => Promise.reject(new Error('replayed devices have no keys')) },
    gate: { refusal: async () => null, enter: async () => ({ ok: true, turn: { end: () => {} } }) },
    handshakes: new Semaphore(100),
    keepaliveMs: 15_000,
    clock: systemClock,
    logger: silentLogger,
    env: {},
  });
  return {
    replayed: served.flatMap(({ replayed }) => replayed),
    dialer,
    cutCharacters: () => served.reduce((sum, { server }) => sum + server.cutCharacters(), 0),
    close: async () => {
      await dialer.close();
      await Promise.all(served.map(({ server }) => server.close()));
    },
  };
}

/** Groups with one platform in which no command comes twice: a device has one answer to a command. */
function spread(recordings: readonly Recording[]): readonly (readonly Recording[])[] {
  const bundles: Recording[][] = [];
  for (const recording of recordings) {
    const free = bundles.find(
      (bundle) =>
        bundle.every(({ command }) => command !== recording.command) && bundle[0]?.platform === recording.platform,
    );
    if (free === undefined) bundles.push([recording]);
    else free.push(recording);
  }
  return bundles;
}

interface Served {
  readonly device: Device;
  readonly server: ReplayServer;
  readonly replayed: readonly Replayed[];
}

async function serve(bundle: readonly Recording[], at: number): Promise<Served> {
  const answers = new Map<string, RecordedAnswer>();
  bundle.forEach((recording, index) => {
    const answer = { stdout: recording.bytes, exitStatus: recording.exitStatus };
    answers.set(recording.command, answer);
    answers.set(aliasOf(index), answer);
  });
  const server = await startReplayServer(answers, `corpus/${at}`);
  const platform: PlatformName = bundle[0]?.platform ?? 'junos';
  const device = sampleDevice(`replay-${at + 1}`, {
    port: server.port,
    platform,
    username: server.username,
    auth: [{ method: 'password', source: { from: 'plain', secret: new Secret(server.password) } }],
  });
  return { device, server, replayed: bundle.map((recording, index) => ({ recording, device, alias: aliasOf(index) })) };
}

function aliasOf(index: number): string {
  return `show recording ${index + 1}`;
}
