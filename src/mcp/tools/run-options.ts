import { z } from 'zod';
import { views } from '../../model/run-document.ts';

/** Arguments that several tools share, described once. */
export const runIdSchema = z.string().min(1).max(64).describe('The run_id of an earlier answer.');

export const waitSchema = z
  .number()
  .min(0)
  .max(3_600)
  .describe(
    'Seconds to wait for the end (default 45). When they are over, what has finished is returned and the run goes on; 0 returns at once.',
  );

export const viewSchema = z
  .enum(views)
  .describe(
    'folded (default): devices with the same answer are listed once, beside that answer. per_device: each device with its own output.',
  );

export const maxCharsSchema = z
  .int()
  .min(2_000)
  .max(1_000_000)
  .describe(
    'Size limit of the answer in characters (default 40000). What does not fit is named, with the call that returns it.',
  );
