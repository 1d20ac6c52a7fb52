import type { ToolSettings } from '../tool.ts';

export const toolAnnotations = {
  /** Of tools that only look up what rollcall itself keeps: nothing is sent to any device. */
  looksUp: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },

  /** Of tools that send commands to devices: without `--allow-changes` only such as change nothing there. */
  sendsCommands: ({ changes }: ToolSettings) => ({
    readOnlyHint: !changes,
    destructiveHint: changes,
    idempotentHint: false,
    openWorldHint: true,
  }),
} as const;
