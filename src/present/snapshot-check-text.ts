import pc from 'picocolors';
import type { SnapshotCheckDocument } from '../model/snapshot-check-document.ts';
import { printable, printableLine } from './printable.ts';
import { checkText } from './snapshot-check.ts';

type Checked = SnapshotCheckDocument['checks'][number];

/** The checks of a snapshot for a person: what fails first, the counts at the end. */
export function snapshotCheckText(document: SnapshotCheckDocument, { color }: { readonly color: boolean }): string {
  const colors = pc.createColors(color);
  const paint = { fails: colors.red, unchecked: colors.yellow, holds: colors.green } as const;
  const words = { fails: 'FAILS', unchecked: 'UNCHECKED', holds: 'holds' } as const;
  const lines = document.checks.flatMap((checked) => {
    const { state, diff = '' } = checked;
    const heading = `${paint[state](words[state])} ${headingText(checked)}`;
    return diff === '' ? [heading] : [heading, printable(diff).replace(/\n$/, '')];
  });
  const { summary, snapshot, before, after } = document;
  const counts = `${summary.holds} of ${summary.total} checks hold, ${summary.fails} fail, ${summary.unchecked} could not be made`;
  const well = summary.holds === summary.total;
  lines.push(
    `${(well ? colors.green : colors.red)(counts)} (snapshot ${snapshot}: run ${before.run_id} of ${before.start_time}; now: run ${after.run_id})`,
  );
  return `${lines.join('\n')}\n`;
}

function headingText({ devices, count, command, label, check, detail }: Checked): string {
  const what = label === undefined ? command : `${command} [${label}]`;
  return printableLine(`${devices} (${count}): ${what}: ${checkText(check)}: ${detail}`);
}
