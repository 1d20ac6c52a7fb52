import type { LinesOfDevices, PlanToApprove } from '../model/approval.ts';
import type { Device } from '../model/device.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Job, PlannedCommand } from '../model/plan.ts';

/** A device's part with what the guard says to each of its lines. */
export interface JudgedJob {
  readonly job: Job;
  readonly judged: readonly { readonly command: PlannedCommand; readonly explanation: Explanation }[];
}

/** Which machine it is, how it proves that, and as whom we come. Secrets are left out; where they are read from is not. */
function whoGetsIt(device: Device): readonly unknown[] {
  const { name, host, port, platform, username, auth, hostKeys, knownHosts, legacyAlgorithms } = device;
  return [name, host, port, platform, username, auth, hostKeys, knownHosts, legacyAlgorithms];
}

/**
 * What a person would be asked: every device that would get something, with all its lines. Null where no device has a line
 * to approve, or has another one beside it that no approval lets through.
 */
export function planToApprove(jobs: readonly JudgedJob[], digest: (text: string) => string): PlanToApprove | null {
  const sendable = jobs.filter(({ judged }) =>
    judged.every(({ explanation }) => explanation.allowed || explanation.approvable),
  );
  const changed = sendable.filter(({ judged }) => judged.some(({ explanation }) => explanation.approvable));
  if (changed.length === 0) return null;
  const parts = new Map<string, { readonly devices: string[]; readonly lines: LinesOfDevices['lines'] }>();
  for (const { job, judged } of sendable) {
    const lines = judged.map(({ command: { line }, explanation: { verdict } }) => ({ line, verdict }));
    const key = JSON.stringify(lines);
    const part = parts.get(key) ?? { devices: [], lines };
    part.devices.push(job.device.name);
    parts.set(key, part);
  }
  const bound = sendable.map(({ job: { device, commands } }) => [
    whoGetsIt(device),
    commands.map(({ line, timeoutMs }) => [line, timeoutMs]),
  ]);
  return { planHash: digest(JSON.stringify(bound)), parts: [...parts.values()], changedDevices: changed.length };
}
