import { foldNames } from '../model/selector/fold-names.ts';
import type { RunView } from '../result/run-view.ts';
import { printableLine } from './printable.ts';
import { wrapAtCommas } from './wrap-at-commas.ts';

/** The devices of a run that have not finished: those that are worked on, and those that wait for their turn. */
export function pendingText(view: RunView, width: number): string {
  const running = new Set<string>();
  const waiting = new Set<string>();
  for (const { device, finished, startTime } of view.rows()) {
    if (finished !== null) continue;
    if (startTime !== null) running.add(device);
    else waiting.add(device);
  }
  // One that is between two of its commands is at work.
  for (const device of running) waiting.delete(device);
  const lines = [part('running', running, width), part('waiting', waiting, width)].filter((line) => line !== '');
  return lines.length === 0 ? 'nothing is pending\n' : lines.join('');
}

function part(what: string, devices: ReadonlySet<string>, width: number): string {
  if (devices.size === 0) return '';
  return `${wrapAtCommas(`${what} (${devices.size}): ${printableLine(foldNames([...devices]))}`, width)}\n`;
}
