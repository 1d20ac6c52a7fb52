import type { Result, RunDocument } from '../model/run-document.ts';
import { printableLine } from './printable.ts';

/** The slowest devices, and the seconds of each result that no heading tells: `seconds: core-r1 0.412, core-r2 0.39`. */
export function timingLines({ command, summary, results = [] }: RunDocument): {
  readonly slowest: readonly string[];
  readonly seconds: readonly string[];
} {
  const lines: string[] = [];
  const slowest = summary.slowest.map(({ device, execution_duration }) => `${device} ${execution_duration} s`);
  const byCommand = new Map<number, string[]>();
  for (const result of results.filter(isUntold)) {
    const index = result.command_index ?? 0;
    const seconds = byCommand.get(index) ?? [];
    seconds.push(`${result.device} ${result.execution_duration}`);
    byCommand.set(index, seconds);
  }
  for (const [index, seconds] of byCommand) {
    const of = command.length > 1 ? ` of command ${index} (${command[index] ?? ''})` : '';
    lines.push(printableLine(`seconds${of}: ${seconds.join(', ')}`));
  }
  const told = slowest.length === 0 ? [] : [`slowest: ${printableLine(slowest.join(', '))}`];
  return { slowest: told, seconds: lines };
}

/** A result with an output of its own has a heading of its own. */
function isUntold({ output, output_json }: Result): boolean {
  return output === undefined && output_json === undefined;
}
