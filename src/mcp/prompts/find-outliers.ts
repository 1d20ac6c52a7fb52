import { z } from 'zod';
import { definePrompt } from '../prompt.ts';

export const findOutliers = definePrompt({
  name: 'find_outliers',
  title: 'Find outliers',
  description: 'Finds the devices whose answer to a command differs from what most of them say.',
  args: z.object({
    devices: z.string().max(1_000).describe('Which devices: a selector such as @core.'),
    command: z.string().max(1_000).describe('A command that reads, such as show version.'),
  }),
  selectors: ['devices'],
  text: ({ devices, command }) => `Find the outliers among the network devices ${JSON.stringify(devices)} with rollcall.

1. Call execute_command_batch once, with "devices": ${JSON.stringify(devices)} and "command": ${JSON.stringify(command)}.
2. The group with the most devices is the majority. Every other group is an outlier: say which devices, and which lines differ from the majority.
3. Where an answer is cut, make the call in next; for one device in full call get_output.
4. Judge each difference: expected (software version by design, site, role: list_devices has groups and tags) or to be looked into, and why. Devices that failed are no outliers: list them apart with their message.
5. Report as a table: devices, difference, your judgement. Change nothing.`,
});
