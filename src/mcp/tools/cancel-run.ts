import { z } from 'zod';
import type { CancelAnswer } from '../../app/rollcall.ts';
import { defineTool } from '../tool.ts';
import { runIdSchema } from './run-options.ts';

const meaning: Readonly<Record<CancelAnswer['result'], string>> = {
  cancelled:
    'was cancelled: its commands on the devices are being stopped, and what had finished is kept. Call get_run to see it.',
  requested:
    'is run by another rollcall process, which was asked to cancel it and does so within a second. Call get_run to see it.',
  ended: 'had already ended; nothing was cancelled. Call get_run to see it.',
};

export const cancelRun = defineTool({
  name: 'cancel_run',
  title: 'Cancel a run',
  description: [
    'Stops a run that is still going on: the commands running on the devices are ended, the rest is not started, finished results are kept.',
    'With the run_id of a plan it stops all of its runs, and what has not begun.',
    'Use it when a run is no longer wanted or takes too long. Works also for a run of another rollcall process on this machine. Cancelling twice, or a run that has ended, does no harm.',
    'Returns what happened: cancelled, requested (another process will stop it) or ended (nothing to do).',
  ].join('\n'),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ run_id: runIdSchema }),
  output: z.object({ run_id: z.string(), result: z.enum(['cancelled', 'requested', 'ended']), message: z.string() }),
  async handle({ run_id }, { rollcall, caller }) {
    const { result } = await rollcall.cancelRun(run_id, caller);
    const message = `Run ${run_id} ${meaning[result]}`;
    return { text: message, document: { run_id, result, message }, failed: false };
  },
});
