import pc from 'picocolors';
import { foldNames } from '../model/selector/fold-names.ts';
import type { AnswerGroup } from '../result/answer-groups.ts';
import { devicesOf } from '../result/finished-row.ts';
import { type LineOwnership, lineOwnership, type OwnedLines } from '../result/line-ownership.ts';
import { accountOf, type Comparison, type RowFilter } from '../result/run-account.ts';
import type { RunView } from '../result/run-view.ts';
import { printable, printableLine } from './printable.ts';
import { wrapAtCommas } from './wrap-at-commas.ts';

export interface DifferenceTextOptions extends RowFilter, Comparison {
  readonly color: boolean;
  /** Columns of the terminal. Lines of answers are never wrapped, headings are. */
  readonly width: number;
  /** Only this command, by its place. */
  readonly command?: number | undefined;
}

type Colors = ReturnType<typeof pc.createColors>;

/**
 * `--view diff`: of each command who gave the common answer, whose answers lack a line of it, and who alone has one. Failures
 * and the summary are for `runText`.
 */
export function differenceText(view: RunView, options: DifferenceTextOptions): string {
  const { color, width, command } = options;
  const colors = pc.createColors(color);
  const answers = accountOf(view, options).answers.filter(
    (each) => (command ?? each.command.index) === each.command.index,
  );
  return lineOwnership(answers)
    .map((ownership) => commandText(ownership, width, colors))
    .join('');
}

function commandText({ command, common, owned, alike, apart }: LineOwnership, width: number, colors: Colors): string {
  const heading = (who: readonly AnswerGroup[], what: string): string => {
    const devices = who.flatMap(({ rows }) => devicesOf(rows));
    return `${wrapAtCommas(`${foldNames(devices)} (${devices.length})`, width)}: ${what}\n`;
  };
  const said = printableLine(command.text);
  const parts = [colors.bold(colors.cyan(heading([common], `the common answer to ${said}`)))];
  if (alike.length > 0) parts.push(colors.bold(heading(alike, 'its lines in another order, or another status')));
  parts.push(...owned.map((lines) => ownedText(lines, width, colors)));
  for (const group of apart) {
    parts.push(
      colors.bold(heading([group], 'an answer of its own')),
      indented([group.output], (line) => line),
    );
  }
  return parts.join('');
}

function ownedText({ kind, devices, lines }: OwnedLines, width: number, colors: Colors): string {
  const paint = kind === 'missing' ? colors.red : colors.green;
  const who = wrapAtCommas(`${kind} on ${foldNames(devices)} (${devices.length}):`, width);
  return `${colors.bold(who)}\n${indented(lines, paint)}`;
}

function indented(texts: readonly string[], paint: (line: string) => string): string {
  const lines = texts.flatMap((text) => printable(text).replace(/\n$/, '').split('\n'));
  return lines.map((line) => `  ${paint(line)}\n`).join('');
}
