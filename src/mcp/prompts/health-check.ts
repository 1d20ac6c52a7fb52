import { z } from 'zod';
import { definePrompt } from '../prompt.ts';

export const healthCheck = definePrompt({
  name: 'health_check',
  title: 'Health check',
  description:
    'Looks at alarms, routing neighbours, interfaces and resources of many devices and reports what stands out.',
  args: z.object({ devices: z.string().max(1_000).optional().describe('Which devices: a selector (default all).') }),
  selectors: ['devices'],
  text: ({ devices = 'all' }) => `Check the health of the network devices ${JSON.stringify(devices)} with rollcall.

1. Call list_devices with this selector: note the platforms. Commands differ by platform, so make one execute_command_batch for each platform, with "devices": ${JSON.stringify(`(${devices})&platform:NAME`)}.
2. For each platform run, as a list of commands in one call, what shows alarms, environment, CPU and memory, interfaces that are administratively up but down, and routing neighbours (BGP, OSPF or IS-IS). On junos: "show system alarms", "show chassis alarms", "show chassis routing-engine", "show interfaces terse | match \\"up +down\\"", "show bgp summary", "show ospf neighbor".
3. Read the folded answers: the largest group is the normal case, small groups and failures are what to look at. Where an answer is cut, make the call in next.
4. Report: first the devices that need attention, each with the line of evidence; then devices that could not be asked and why; last one sentence on the rest. Name every device by a selector from the answers. Change nothing.`,
});
