import type { FailureGroup, Group, Result, RunDocument } from '../model/run-document.ts';
import { durationText } from './duration-text.ts';
import { outputText } from './output-text.ts';
import { printable, printableLine } from './printable.ts';
import { reusedGroupText, reusedText } from './reused-text.ts';

/** A piece of a run's account as text: printable, its body empty or ended by a line feed. */
export interface Block {
  /** `core-r[1-6,8] (7)` or a device's name. */
  readonly who: string;
  /** The command. */
  readonly what: string;
  /** What else is to be said in the heading: `exit status 1`, a duration. Mostly empty. */
  readonly notes: readonly string[];
  readonly body: string;
  /** Whether the body is a difference. */
  readonly isDiff?: boolean;
}

/** Groups, or in the per-device view each result that has something to show. */
export function answerBlocks(document: RunDocument): readonly Block[] {
  const groups = document.groups ?? [];
  const origins = new Set(groups.map(({ diff_from }) => diff_from));
  const folded = groups.map((group) => groupBlock(document, group, origins.has(group.id)));
  const perDevice = (document.results ?? []).filter(isAnswer).map((result) => resultBlock(document, result));
  return [...perDevice, ...folded];
}

/** What failed commands sent before their end, unless it stands with the failures already. */
export function partialBlocks(document: RunDocument): readonly Block[] {
  const told = new Set(
    document.failures.flatMap(({ outcome, partial_output }) =>
      partial_output === undefined ? [] : [`${outcome} ${partial_output}`],
    ),
  );
  return (document.results ?? [])
    .filter(({ outcome, output }) => outcome !== 'ok' && output !== undefined && !told.has(`${outcome} ${output}`))
    .map((result) => resultBlock(document, result));
}

/** `auth_failed in auth: edge-r9 (1): message`, with hint and partial output below. */
export function failureBlocks(document: RunDocument): readonly (Block & { readonly hint: string | null })[] {
  return document.failures.map((failure) => ({
    who: who(failure),
    what: failure.command === undefined ? '' : commandText(failure.command, failure.label),
    notes: [failureWords(failure), ...attemptNotes(failure)],
    body: withOmission(failure.partial_output ?? '', failure.omitted_chars),
    hint: failure.hint === undefined ? null : printableLine(failure.hint),
  }));
}

function failureWords({ outcome, code, phase, message }: FailureGroup): string {
  const kind = code === undefined ? outcome : `${outcome} (${code})`;
  return printableLine(`${kind}${phase === undefined ? '' : ` in phase ${phase}`}: ${message}`);
}

/** `after 3 attempts`; of several devices the most that one needed. */
function attemptNotes({
  count,
  attempts,
  earlier_outcomes,
}: Pick<Group, 'count' | 'attempts' | 'earlier_outcomes'>): string[] {
  if (attempts === undefined) return [];
  const many = `after ${count > 1 ? 'up to ' : ''}${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  return [earlier_outcomes === undefined ? many : `${many} (before: ${earlier_outcomes.join(', ')})`];
}

function resultAttempts({ attempts = 0, earlier_attempts = [] }: Result): string[] {
  if (earlier_attempts.length === 0) return [];
  return attemptNotes({
    count: 1,
    attempts,
    earlier_outcomes: [...new Set(earlier_attempts.map((each) => each.outcome))],
  });
}

function isAnswer({ outcome, output, output_json }: Result): boolean {
  return outcome === 'ok' && (output !== undefined || output_json !== undefined);
}

function groupBlock(document: RunDocument, group: Group, isOrigin: boolean): Block {
  const { distinct, durations, exit_status, stderr, omitted_chars, id, diff, diff_from } = group;
  const notes: string[] = [];
  if (isOrigin) notes.push(`group ${id}`);
  if (distinct !== undefined) notes.push(`${distinct} different answers, left out`);
  if (diff !== undefined) notes.push(diff === '' ? `output of group ${diff_from}` : `diff from group ${diff_from}`);
  if (exit_status !== undefined) notes.push(exitText(exit_status));
  if (durations !== undefined) {
    notes.push(`${durations.min} to ${durations.max} s, median ${durations.median} s`);
  }
  notes.push(...attemptNotes(group));
  if (group.reused !== undefined) notes.push(reusedGroupText(group.reused, group.count));
  if (group.output_note !== undefined) notes.push(printableLine(group.output_note));
  const text = diff ?? outputText(group);
  const isBare = distinct !== undefined || diff === '';
  const body = isBare ? stderrText(stderr) : bodyOf(document, text, stderr, omitted_chars);
  return { who: who(group), what: commandText(group.command, group.label), notes, body, ...(diff && { isDiff: true }) };
}

function resultBlock(document: RunDocument, result: Result): Block {
  const { device, outcome, exit_status, stderr, omitted_chars, execution_duration } = result;
  const { output_from_line, output_note } = result;
  const notes: string[] = [];
  if (outcome !== 'ok') notes.push(`${outcome}, partial output`);
  if (outcome === 'ok' && exit_status !== undefined && exit_status !== 0) notes.push(exitText(exit_status));
  notes.push(result.reused === undefined ? durationText(execution_duration) : reusedText(result.reused));
  notes.push(...resultAttempts(result));
  if (output_from_line !== undefined) notes.push(`from line ${output_from_line} on`);
  if (output_note !== undefined) notes.push(printableLine(output_note));
  const command = result.command ?? document.command[result.command_index ?? 0] ?? '';
  const body = bodyOf(document, outputText(result), stderr, omitted_chars);
  return { who: printableLine(device), what: commandText(command, result.label), notes, body };
}

interface Named {
  readonly devices: string;
  readonly count: number;
  readonly inventory_group?: string | undefined;
}

function who({ devices, count, inventory_group }: Named): string {
  const group = inventory_group === undefined ? '' : `, all of @${printableLine(inventory_group)}`;
  return `${printableLine(devices)} (${count}${group})`;
}

function commandText(command: string, label: string | undefined): string {
  return printableLine(label === undefined ? command : `${command} [${label}]`);
}

function exitText(exitStatus: number | null): string {
  return exitStatus === null ? 'no exit status' : `exit status ${exitStatus}`;
}

function bodyOf(
  { match }: RunDocument,
  output: string,
  stderr: string | undefined,
  omitted: number | undefined,
): string {
  const said = withOmission(output, omitted);
  const complaint = stderrText(stderr);
  const nothing = match === undefined ? '(no output)\n' : '(no line matches)\n';
  return said === '' && complaint === '' ? nothing : said + complaint;
}

function stderrText(stderr: string | undefined): string {
  return stderr === undefined ? '' : lineEnded(`stderr: ${printable(stderr)}`);
}

function withOmission(output: string, omitted: number | undefined): string {
  const shown = lineEnded(printable(output));
  return omitted === undefined ? shown : `${shown}[${omitted} more characters]\n`;
}

function lineEnded(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
