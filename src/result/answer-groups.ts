import type { Command } from '../model/command.ts';
import type { FinishedRow } from './finished-row.ts';

/** Successful rows of one command whose stdout, stderr and exit status are the same. */
export interface AnswerGroup {
  readonly command: Command;
  readonly output: string;
  readonly stderr: string;
  readonly exitStatus: number | null;
  /** In selector order; never empty. */
  readonly rows: readonly FinishedRow[];
}

/** By command, then largest group first, then by first device. */
export function groupAnswers(rows: readonly FinishedRow[]): readonly AnswerGroup[] {
  // stdout has a map of its own, so that a long answer is not copied into a joint key.
  const byAllButOutput = new Map<string, Map<string, FinishedRow[]>>();
  const groups: AnswerGroup[] = [];
  for (const finished of rows) {
    const { row, end } = finished;
    if (end.outcome !== 'ok') continue;
    const { stdout: output, stderr } = row;
    const key = `${row.command.index} ${end.exit_status} ${stderr}`;
    const byOutput = byAllButOutput.get(key) ?? new Map<string, FinishedRow[]>();
    byAllButOutput.set(key, byOutput);
    const members = byOutput.get(output);
    if (members !== undefined) {
      members.push(finished);
      continue;
    }
    const first = [finished];
    byOutput.set(output, first);
    groups.push({ command: row.command, output, stderr, exitStatus: end.exit_status, rows: first });
  }
  // Groups were made in the order of their first device, and sorting is stable.
  return groups.sort((a, b) => a.command.index - b.command.index || b.rows.length - a.rows.length);
}
