import { z } from 'zod';

/** A cell: what stood there in JSON, or the text that was matched. */
const rowValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type RowValue = z.infer<typeof rowValueSchema>;

/** What a device said, as columns; `device` is always there. */
export const planRowSchema = z.record(z.string(), rowValueSchema);
export type PlanRow = z.infer<typeof planRowSchema>;
