import { z } from 'zod';
import { ownerSchema } from './event.ts';
import { outcomeSchema } from './outcome.ts';
import { pressureCauses } from './pressure.ts';

const instant = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);
const seconds = z.number().min(0);

/** What one process does and has done: numbers only, no device, run or command by name. Null: nothing is known. */
export const processStatusSchema = z.object({
  pid: z.int(),
  /** `serve`: an MCP server; `cli`: one command. */
  purpose: z.enum(['serve', 'cli']),
  started: instant,
  /** When this was so. */
  time: instant,
  runs: z.object({ active: count, ended: count }),
  plans: z.object({ active: count, ended: count }),
  jobs: z.object({
    running: count,
    queued: count,
    /** Between two attempts. */
    resting: count,
    /** Jobs that may run at once now, and without pressure. */
    limit: count,
    max_limit: count,
    /** `running` / `limit`. */
    utilisation: z.number().min(0),
    /** Since the start; a job of which no command was begun (denied, cancelled while queued) does not count. */
    finished: count,
    per_second: z.number().min(0).nullable(),
  }),
  /** Results since the start, one for each device and command. */
  results: z.object({ total: count, by_outcome: z.partialRecord(outcomeSchema, count) }),
  /** Of the commands that ended within the window, from the dial or the write to the end. */
  duration: z.object({ average_s: seconds.nullable(), p95_s: seconds.nullable() }),
  /** What `per_second` and `duration` are about: the last so many seconds. */
  window_s: seconds,
  connections: z.object({ open: count, idle: count, resting_devices: count }),
  /** How late timers ran in the last second; null while nothing runs. */
  event_loop_delay: z.object({ average_s: seconds, max_s: seconds }).nullable(),
  memory: z.object({ resident_bytes: count, heap_bytes: count, heap_limit_bytes: count }),
  throttled: z
    .object({ since: instant, causes: z.array(z.object({ cause: z.enum(pressureCauses), reason: z.string() })) })
    .nullable(),
});
export type ProcessStatus = z.infer<typeof processStatusSchema>;

/** As it lies on disk for other processes. */
export const storedStatusSchema = z.object({ owner: ownerSchema, status: processStatusSchema });
export type StoredStatus = z.infer<typeof storedStatusSchema>;
