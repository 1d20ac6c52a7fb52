import type { Command } from '../model/command.ts';
import type { Selection } from '../model/inventory.ts';
import type { Job, Plan } from '../model/plan.ts';
import type { PlatformName } from '../model/platform-name.ts';
import { blanksForTabs } from './blanks-for-tabs.ts';

/** The line that a platform gets for a command. */
export type LineFor = (command: string, platform: PlatformName) => string;

/** Which device gets which lines, in selector order. Names the inventory does not have get no job. */
export function buildPlan(
  selection: Selection,
  commands: readonly Command[],
  timeoutMs: number | null,
  lineFor: LineFor = (command) => command,
): Plan {
  const jobs: Job[] = [];
  for (const selected of selection.devices) {
    if (!selected.known) continue;
    const { device } = selected;
    jobs.push({
      device,
      commands: commands.map((command) => ({
        ...command,
        line: blanksForTabs(lineFor(command.text, device.platform)),
        timeoutMs: timeoutMs ?? device.commandTimeoutMs,
      })),
    });
  }
  return { jobs };
}
