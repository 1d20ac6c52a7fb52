import { EventEmitter } from 'node:events';

/** What has happened at one simulated device. */
export interface DeviceCounters {
  /** TCP connections accepted so far, and those open now. */
  readonly connections: number;
  readonly openConnections: number;
  /** Passwords that were sent to it. */
  readonly authAttempts: number;
  /** Exec requests received. */
  readonly execs: number;
  readonly openChannels: number;
}

type Counters = { -readonly [name in keyof DeviceCounters]: number };

/** A channel of a device, with the command that ran on it (null for a shell). */
export interface ChannelEvent {
  readonly device: string;
  readonly command: string | null;
}

interface EventMap {
  exec: [ChannelEvent];
  'channel-closed': [ChannelEvent];
}

/** What a fleet saw, as counters per device and as events: `exec` and `channel-closed`. */
export class FleetEvents extends EventEmitter<EventMap> {
  readonly #counters = new Map<string, Counters>();

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  counters(device: string): DeviceCounters {
    return { ...this.#of(device) };
  }

  /** The counters of all devices added up. */
  total(): DeviceCounters {
    const sum = emptyCounters();
    for (const counters of this.#counters.values()) {
      sum.connections += counters.connections;
      sum.openConnections += counters.openConnections;
      sum.authAttempts += counters.authAttempts;
      sum.execs += counters.execs;
      sum.openChannels += counters.openChannels;
    }
    return sum;
  }

  /** Calls `listener` for each channel that closes; returns the way to stop listening. */
  onChannelClosed(listener: (event: ChannelEvent) => void): () => void {
    this.on('channel-closed', listener);
    return () => this.off('channel-closed', listener);
  }

  add(device: string, counter: keyof DeviceCounters, by: 1 | -1 = 1): void {
    this.#of(device)[counter] += by;
  }

  #of(device: string): Counters {
    let counters = this.#counters.get(device);
    if (counters === undefined) {
      counters = emptyCounters();
      this.#counters.set(device, counters);
    }
    return counters;
  }
}

function emptyCounters(): Counters {
  return { connections: 0, openConnections: 0, authAttempts: 0, execs: 0, openChannels: 0 };
}
