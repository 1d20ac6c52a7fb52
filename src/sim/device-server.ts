import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import { DelayedSocket } from './delayed-socket.ts';
import { runExec } from './exec-session.ts';
import type { FaultKind } from './fault.ts';
import type { FleetEvents } from './fleet-events.ts';
import type { Router } from './junos/router.ts';
import type { Prng } from './prng.ts';
import { runShell } from './shell-session.ts';
import { type SshServerParts, serveSsh } from './ssh-server.ts';
import { listenTcp, type TcpListener } from './tcp-listener.ts';

export interface DeviceServerParts {
  readonly router: Router;
  readonly fault: FaultKind | null;
  /** 0: the kernel chooses. */
  readonly port: number;
  /** Private key in OpenSSH format, the one that is really offered. */
  readonly hostKey: string;
  readonly password: Secret;
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly events: FleetEvents;
}

/** `max-sessions-per-connection`, the Junos default. */
const channelLimit = 10;
/** What `slow-banner` waits before the identification string. */
const bannerDelayMs = 3_000;

/** One simulated router on a port of its own. */
export function startDeviceServer(parts: DeviceServerParts): Promise<TcpListener> {
  const { router, fault, clock, events } = parts;
  const name = router.member.name;
  const ssh = sshParts(parts);
  return listenTcp(parts.port, (socket) => {
    events.add(name, 'connections');
    events.add(name, 'openConnections');
    socket.once('close', () => events.add(name, 'openConnections', -1));
    if (fault === 'blackhole') {
      socket.resume();
      return;
    }
    const serve = (): void => serveSsh(delayed(socket, parts), ssh);
    if (fault !== 'slow-banner') {
      serve();
      return;
    }
    const timer = clock.after(bannerDelayMs, serve);
    socket.once('close', () => timer.cancel());
  });
}

function delayed(socket: Socket, { latencyMs, jitterMs, clock, prng }: DeviceServerParts): Socket | DelayedSocket {
  if (latencyMs === 0 && jitterMs === 0) return socket;
  return new DelayedSocket(socket, clock, () => latencyMs + prng.next() * jitterMs);
}

function sshParts({ router, fault, hostKey, password, clock, prng, events }: DeviceServerParts): SshServerParts {
  const name = router.member.name;
  return {
    hostKey,
    noCommonCipher: fault === 'kex-fail',
    channelLimit: fault === 'channel-limit' ? 0 : channelLimit,
    authenticate: (username, given) => {
      events.add(name, 'authAttempts');
      return fault !== 'auth-fail' && username === router.username && given === password.reveal();
    },
    exec: (command, request) => {
      events.add(name, 'execs');
      events.emit('exec', { device: name, command });
      runExec(command, request, { router, fault, clock, prng });
    },
    shell: (rows, request) => runShell(rows, request, router, clock),
    channelOpened: () => events.add(name, 'openChannels'),
    channelClosed: (command) => {
      events.add(name, 'openChannels', -1);
      events.emit('channel-closed', { device: name, command });
    },
  };
}
