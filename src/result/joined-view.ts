import type { ResultRow, RunView } from './run-view.ts';

/**
 * Several runs of the same commands as one, for folding their answers together. A device that is in several of them is taken
 * from the last. What is told of the run itself is the first one's.
 */
export function joinedView(first: RunView, others: readonly RunView[]): RunView {
  const viewOf = new Map<string, RunView>();
  for (const view of [first, ...others]) for (const device of view.devices) viewOf.set(device, view);
  const devices = [...viewOf.keys()];
  const { runId, state, commands, startTime, endTime, warnings, format, owner, reduction } = first;
  const row = (device: string, commandIndex: number): ResultRow | undefined =>
    viewOf.get(device)?.row(device, commandIndex);
  return {
    ...{ runId, state, commands, devices, startTime, endTime, warnings, format, owner, reduction },
    rows: () => devices.flatMap((device) => commands.flatMap(({ index }) => row(device, index) ?? [])),
    row,
    platformOf: (device) => viewOf.get(device)?.platformOf(device) ?? null,
    addressOf: (device) => viewOf.get(device)?.addressOf(device) ?? null,
  };
}
