import { z } from 'zod';
import { definePrompt } from '../prompt.ts';

export const compareBeforeAfter = definePrompt({
  name: 'compare_before_after',
  title: 'Compare before and after',
  description: 'Records what devices say before a change, waits for it, asks again and reports what is different.',
  args: z.object({
    devices: z.string().max(1_000).describe('Which devices: a selector such as @core.'),
    command: z
      .string()
      .max(1_000)
      .optional()
      .describe('A command that reads, such as show bgp summary (default: what fits the platform).'),
  }),
  selectors: ['devices'],
  text: ({
    devices,
    command,
  }) => `Compare the network devices ${JSON.stringify(devices)} before and after a change with rollcall. The change itself is made by others: you only look.

1. ${commandStep(devices, command)} Keep its run_id: this is the state before. Report devices that failed now, because they cannot be compared later.
2. Tell the user that the state before is on record, and ask to be told when the change is done. Wait for that answer.
3. Make the same execute_command_batch call again, with exactly the same devices and commands.
4. Call compare_runs with "run_a": the run_id of the second run and "run_b": the run_id of the first. While next is not null, make that call too.
5. Report: first what the change was not meant to touch and yet differs, then the expected differences, each with its devices as a selector and its lines of evidence; then devices that are failed, new or gone: nothing can be said of those. Say how many are the same. Change nothing.`,
});

function commandStep(devices: string, command: string | undefined): string {
  const call = `Call execute_command_batch with "devices": ${JSON.stringify(devices)}`;
  if (command !== undefined) return `${call} and "command": ${JSON.stringify(command)}.`;
  return `Call list_devices with this selector and note the platforms. ${call} and, as a list of commands, what shows alarms, interfaces and routing neighbours on that platform; one call for each platform where there are several.`;
}
