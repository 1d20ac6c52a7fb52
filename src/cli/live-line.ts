import type { Clock, Timer } from '../base/clock.ts';
import { printableLine } from '../present/printable.ts';
import type { RunTally } from '../present/run-tally.ts';
import type { TextOutput } from './cli-parts.ts';

const redrawMs = 100;
/** To the first column, then erase to the end of the line (ECMA-48 EL). */
const clearLine = '\r\u001b[K';
/** A line up, to its first column, then erase to the end of the screen (ECMA-48 CUU, ED): the line may be drawn on both. */
const clearFromLineAbove = '\u001b[A\r\u001b[J';

/** So many of the slowest devices are named, as far as the width allows. */
const namedSlow = 3;

/** `312/500 done · 4 failed · slowest: core-r3 12 s, edge-r1 9 s`, in at most `width` columns. */
export function liveText(tally: RunTally, now: number, width: number): string {
  const parts = [`${tally.done}/${tally.total} done`];
  if (tally.failed > 0) parts.push(`${tally.failed} failed`);
  const [first, ...others] = tally.longestRunning(namedSlow).map(({ device, startedAt }) => {
    const seconds = Math.max(0, Math.floor((now - startedAt) / 1_000));
    return `${printableLine(device)} ${seconds} s`;
  });
  if (first === undefined) return shorten(parts.join(' · '), width);
  let text = [...parts, `slowest: ${first}`].join(' · ');
  for (const other of others) {
    const longer = `${text}, ${other}`;
    if ([...longer].length > width) break;
    text = longer;
  }
  return shorten(text, width);
}

function shorten(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

export interface LiveLine {
  /** Makes room for other text; the next redraw brings the line back below it. */
  clear(): void;
  /** As `clear`, where the person's Enter has moved the cursor to the line below. */
  clearAbove(): void;
  /** Clears the line and ends its timer. Idempotent. */
  close(): void;
}

/** Draws at most ten times a second, and only what changed. The last column stays free: filling it would wrap. */
export function createLiveLine(
  output: TextOutput,
  clock: Clock,
  shown: RunTally | ((now: number, width: number) => string),
): LiveLine {
  const textAt = typeof shown === 'function' ? shown : (now: number, width: number) => liveText(shown, now, width);
  let drawn = '';
  let timer: Timer | null = null;
  const draw = (): void => {
    const text = textAt(clock.now(), output.columns - 1);
    if (text !== drawn) output.write(`${clearLine}${text}`);
    drawn = text;
    timer = clock.after(redrawMs, draw);
  };
  const clear = (): void => {
    if (drawn !== '') output.write(clearLine);
    drawn = '';
  };
  draw();
  return {
    clear,
    clearAbove() {
      if (drawn !== '') output.write(clearFromLineAbove);
      drawn = '';
    },
    close() {
      timer?.cancel();
      clear();
    },
  };
}
