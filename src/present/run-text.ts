import pc from 'picocolors';
import type { RunDocument } from '../model/run-document.ts';
import { diffLineKind } from './diff-line-kind.ts';
import { printableLine } from './printable.ts';
import { answerBlocks, type Block, failureBlocks, partialBlocks } from './run-blocks.ts';
import { summaryLine } from './summary-line.ts';
import { wrapAtCommas } from './wrap-at-commas.ts';
import { wrapWords } from './wrap-words.ts';

export interface RunTextOptions {
  readonly color: boolean;
  /** Columns of the terminal. Output is never wrapped, headings are. */
  readonly width: number;
  /** Columns at which messages are broken, for a terminal; absent: each is one line. */
  readonly messageWidth?: number | undefined;
}

type Colors = ReturnType<typeof pc.createColors>;

/** As `clush -b` prints: devices with the same answer above it; failures and the summary at the end. */
export function runText(document: RunDocument, { color, width, messageWidth }: RunTextOptions): string {
  const colors = pc.createColors(color);
  const several = document.command.length > 1;
  const heading = (block: Block): string => headingText(block, several, width, colors);
  const parts = [
    ...answerBlocks(document).map(
      (block) => heading(block) + (block.isDiff ? diffText(block.body, colors) : block.body),
    ),
    ...partialBlocks(document).map((block) => heading(block) + block.body),
    ...failureBlocks(document).map((block) => failureText(block, { width, messageWidth }, colors)),
  ];
  if (document.pending !== null) parts.push(`${wrapAtCommas(`pending: ${printableLine(document.pending)}`, width)}\n`);
  for (const warning of document.warnings) parts.push(`${colors.yellow(`warning: ${printableLine(warning)}`)}\n`);
  if (document.truncated !== null) parts.push(`${colors.yellow(`truncated: ${document.truncated}`)}\n`);
  parts.push(`${summaryText(document, messageWidth, colors)}\n`);
  return parts.join('');
}

function diffText(body: string, colors: Colors): string {
  const paint = { added: colors.green, removed: colors.red, hunk: colors.dim, same: (line: string) => line };
  return body.replace(/^.+$/gm, (line) => paint[diffLineKind(line)](line));
}

function headingText({ who, what, notes }: Block, several: boolean, width: number, colors: Colors): string {
  const said = [who, ...(several ? [what] : [])].join(': ');
  const text = wrapAtCommas(notes.length === 0 ? said : `${said} (${notes.join(', ')})`, width);
  const longest = Math.max(...text.split('\n').map((line) => line.length));
  const rule = colors.dim('-'.repeat(Math.max(1, Math.min(width, longest))));
  return `${rule}\n${colors.bold(colors.cyan(text))}\n${rule}\n`;
}

function failureText(
  block: Block & { readonly hint: string | null },
  { width, messageWidth }: Omit<RunTextOptions, 'color'>,
  colors: Colors,
): string {
  const { who, what, notes, body, hint } = block;
  const devices = wrapAtCommas(who, width);
  const used = devices.length - devices.lastIndexOf('\n') - 1;
  const said = wrapWords(`: ${what === '' ? '' : `${what}: `}${notes.join(', ')}`, { width: messageWidth, used });
  const lines = [`${colors.red(colors.bold(devices))}${colors.red(said)}`];
  if (hint !== null) lines.push(colors.yellow(`  ${wrapWords(`hint: ${hint}`, { width: messageWidth, used: 2 })}`));
  if (body !== '') lines.push(`  partial output:\n${body.replace(/\n$/, '')}`);
  return `${lines.join('\n')}\n`;
}

function summaryText(document: RunDocument, width: number | undefined, colors: Colors): string {
  const { total, succeeded } = document.summary;
  const line = wrapWords(summaryLine(document), { width });
  const run = `(run ${document.run_id})`;
  const left = (width ?? Number.POSITIVE_INFINITY) - (line.length - line.lastIndexOf('\n') - 1);
  const color = succeeded === total ? colors.green : succeeded === 0 ? colors.red : colors.yellow;
  return `${color(line)}${left > run.length ? ' ' : '\n  '}${colors.dim(run)}`;
}
