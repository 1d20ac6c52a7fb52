import type { ApprovedPlan } from '../model/approved-plan.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { rulesFor } from '../platform/rules-for.ts';
import type { RunView } from '../result/run-view.ts';

/** What is odd in answers that count as successes, the devices with the same oddity in one line. */
export function oddities(view: RunView, plan: ApprovedPlan): readonly string[] {
  const devicesByNote = new Map<string, string[]>();
  for (const { device, commands } of plan.jobs) {
    const rules = rulesFor(device.platform);
    for (const { index, text } of commands) {
      const row = view.row(device.name, index);
      if (row?.finished?.outcome !== 'ok') continue;
      for (const note of rules.notesOn(row.stdout)) {
        const line = `${text}: ${note}`;
        const devices = devicesByNote.get(line) ?? [];
        devicesByNote.set(line, devices);
        devices.push(device.name);
      }
    }
  }
  return [...devicesByNote].map(([line, devices]) => `${foldNames(devices)}: ${line}`);
}
