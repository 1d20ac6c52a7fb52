import type { Logger } from '../base/logger.ts';
import type { RunEvent } from '../model/event.ts';
import { fromLine } from './event-line.ts';
import { fileLines } from './file-lines.ts';

/** Every readable event of a log. A torn last line is left out; a broken one before it too, with a warning. */
export async function readEvents(path: string, logger: Logger): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  let lineNumber = 0;
  for await (const { text, complete } of fileLines(path)) {
    lineNumber += 1;
    const event = fromLine(text);
    if (event !== undefined) events.push(event);
    else if (complete) logger.warn({ path, line: lineNumber }, 'a broken line of a run log is left out');
  }
  return events;
}
