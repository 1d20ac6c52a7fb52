import { z } from 'zod';
import { processStatusSchema } from '../../model/process-status.ts';
import { statusText } from '../../present/status-text.ts';
import { defineTool } from '../tool.ts';
import { toolAnnotations } from './tool-annotations.ts';

export const getStatus = defineTool({
  name: 'get_status',
  title: 'Show what rollcall does now',
  description: [
    'Tells how much work is going on and how fast: jobs running and queued, the limit of jobs at once and whether pressure has lowered it (throttled, with the reason), results by outcome since the start, jobs per second, average and p95 duration, SSH connections, event-loop delay and memory.',
    'Use it when a run is slower than expected, or before a large one. The first entry of processes is this server; the others are rollcall processes of the same user. It holds numbers only: for one run call get_run. Nothing is sent to any device.',
  ].join('\n'),
  annotations: toolAnnotations.looksUp,
  input: z.strictObject({}),
  output: z.object({ processes: z.array(processStatusSchema) }),
  async handle(_args, { rollcall }) {
    const { own, others } = await rollcall.status();
    const processes = [own, ...others];
    return { text: statusText(processes), document: { processes }, failed: false };
  },
});
