import pc from 'picocolors';
import type { Change, ComparedPlace, ComparisonDocument } from '../model/comparison-document.ts';
import { fenced } from './fenced.ts';
import { nextText } from './next-text.ts';
import { printable, printableLine } from './printable.ts';

export interface ComparisonTextOptions {
  /** For a person: the diffs in colour or not, and not fenced. Absent: for a model. */
  readonly person?: { readonly color: boolean };
}

type Colors = ReturnType<typeof pc.createColors>;

/** A comparison as text: the counts, failed, gone and new devices, each change with its diff, what is the same. */
export function comparisonText(document: ComparisonDocument, { person }: ComparisonTextOptions = {}): string {
  const colors = pc.createColors(person?.color ?? false);
  const { before, after, failed, gone, same, absent, masked, truncated, next } = document;
  const lines = [
    `${countsText(document)} (before: run ${before.run_id} of ${before.start_time}; after: run ${after.run_id} of ${after.start_time})`,
  ];
  for (const failure of failed) {
    const why = failure.message === undefined ? '' : `: ${printableLine(failure.message)}`;
    const sides = `before ${failure.before}, after ${failure.after}${why}`;
    lines.push(colors.red(`FAILED ${placeText(failure)}: ${sides}`));
  }
  for (const place of gone) lines.push(colors.yellow(`gone ${placeText(place)}: only in the run before`));
  for (const place of document.new) lines.push(colors.yellow(`new ${placeText(place)}: only in the run after`));
  for (const change of document.changed) {
    lines.push(colors.bold(headingText(change)));
    if (change.diff !== '') lines.push(person === undefined ? fenced(printable(change.diff)) : colored(change, colors));
    if (change.omitted_lines !== undefined) lines.push(`[${change.omitted_lines} more lines of this diff]`);
  }
  for (const place of same) lines.push(`same ${placeText(place)}`);
  if (absent !== undefined) {
    lines.push(colors.yellow(printableLine(`in neither run: ${absent.devices} (${absent.count})`)));
  }
  if (masked.length > 0) lines.push(`masked: ${masked.join(', ')}`);
  if (truncated !== null) lines.push(`truncated: ${truncated}`);
  if (next !== null) lines.push(`next: ${nextText(next)}`);
  return lines.join('\n');
}

function countsText({ summary, commands }: ComparisonDocument): string {
  const counts = (['same', 'changed', 'new', 'gone', 'failed'] as const)
    .filter((kind) => summary[kind] > 0)
    .map((kind) => `${summary[kind]} ${kind}`);
  const what = commands.length === 1 ? printableLine(commands[0] ?? '') : `${commands.length} commands`;
  return `${what}: ${counts.join(', ') || 'nothing to compare'}`;
}

function headingText(change: Change): string {
  const { devices, count, command, label, removed, added, from_line, distinct, note } = change;
  const what = label === undefined ? command : `${command} [${label}]`;
  const notes: string[] = [];
  if (removed !== undefined && removed > 0) notes.push(`${removed} gone`);
  if (added !== undefined && added > 0) notes.push(`${added} new`);
  if (distinct !== undefined) notes.push(`${distinct} different changes, left out`);
  if (from_line !== undefined) notes.push(`from line ${from_line + 1} of the diff on`);
  if (note !== undefined) notes.push(note);
  return printableLine(`changed ${devices} (${count}): ${what}: ${notes.join(', ')}`);
}

function placeText({ devices, count, commands, distinct }: ComparedPlace): string {
  const what = commands === undefined ? '' : `: ${commands.join(' ; ')}`;
  const merged = distinct === undefined ? '' : ` (${distinct} different sets of commands)`;
  return printableLine(`${devices} (${count})${what}${merged}`);
}

function colored({ diff }: Change, { red, green }: Colors): string {
  const lines = printable(diff).replace(/\n$/, '').split('\n');
  return lines.map((line) => (line.startsWith('-') ? red(line) : line.startsWith('+') ? green(line) : line)).join('\n');
}
