import { createScheduler } from '../../src/schedule/create-scheduler.ts';
import type { Place, Ticket } from '../../src/schedule/scheduler.ts';
import { FakeClock } from './fake-clock.ts';

const never = new AbortController().signal;

interface Job extends Partial<Ticket> {
  readonly name: string;
}

/** A scheduler over jobs that run until the test ends them by name. */
export function controlledScheduler(maxLimit: number) {
  const clock = new FakeClock();
  const scheduler = createScheduler({ maxLimit, clock });
  const started: string[] = [];
  const places = new Map<string, Place>();
  const ends = new Map<string, () => void>();
  const ask = ({ name, ...ticket }: Job): Promise<void> =>
    scheduler.run({
      ...{ device: name, deviceLimit: 4, groups: [], priority: 'normal', caller: 'cli', run: 'run', runLimit: 1_000 },
      signal: never,
      work: (place) => {
        started.push(name);
        places.set(name, place);
        return new Promise((resolve) => ends.set(name, resolve));
      },
      ...ticket,
    });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await settled();
  };
  return { scheduler, clock, started, places, ask, end };
}

/** When every promise that has an answer has told it. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await null;
};
