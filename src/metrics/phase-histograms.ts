import { Histogram, type Registry } from 'prom-client';
import type { CommandFinished, RunWatcher } from '../model/event.ts';

/** From a router beside us to one that is about to time out (15 s by default). */
const dialBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30];
/** Also what reads a whole configuration. */
const commandBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

/** How long connecting, logging in and commands take, from the instants that stand in the events anyway. */
export function phaseHistograms(registry: Registry): { readonly watch: RunWatcher } {
  const registers = [registry];
  const handshake = new Histogram({
    name: 'rollcall_handshake_duration_seconds',
    help: 'From the dial until the encrypted connection stands.',
    buckets: dialBuckets,
    registers,
  });
  const login = new Histogram({
    name: 'rollcall_login_duration_seconds',
    help: 'From the encrypted connection until the login is over.',
    buckets: dialBuckets,
    registers,
  });
  const command = new Histogram({
    name: 'rollcall_command_duration_seconds',
    help: 'From the write of a command until its end, however it ended.',
    buckets: commandBuckets,
    registers,
  });

  function observe(event: CommandFinished, attemptsBefore: number): void {
    const { start_time, end_time, connected_time, logged_in_time, connection, attempts } = event;
    // Where a dead connection was dialled anew, the start is that of the first write.
    const once = attempts - attemptsBefore === 1;
    if (once && start_time !== null && connected_time !== undefined) {
      handshake.observe(secondsBetween(start_time, connected_time));
    }
    if (connected_time !== undefined && logged_in_time !== undefined) {
      login.observe(secondsBetween(connected_time, logged_in_time));
    }
    // Without a connection there was no command to time.
    if (connection === null || end_time === null) return;
    const written = logged_in_time ?? (once ? start_time : null);
    if (written !== null) command.observe(secondsBetween(written, end_time));
  }

  return {
    watch() {
      /** Attempts at commands that were retried; the end tells of the last one. */
      const retried = new Map<string, number>();
      return (event) => {
        if (event.type === 'command-retried') retried.set(keyOf(event), event.attempt);
        else if (event.type === 'command-finished') observe(event, retried.get(keyOf(event)) ?? 0);
      };
    },
  };
}

const keyOf = ({ device, command_index }: Pick<CommandFinished, 'device' | 'command_index'>): string =>
  `${command_index} ${device}`;

/** A clock that was set back makes no negative durations. */
const secondsBetween = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from)) / 1_000;
