import type { Logger } from '../base/logger.ts';
import type { RunEvent } from '../model/event.ts';
import { fromLine } from './event-line.ts';
import { fileLines } from './file-lines.ts';

/** How `toLine` begins an event of a device. */
const deviceLine = /^\{"type":"[a-z-]+","time":"[^"]*","device":("(?:[^"\\]|\\.)*")/;

/** Every readable event of these devices, in one pass over the log. Lines of others are not read as JSON. */
export async function readDevicesEvents(
  path: string,
  devices: ReadonlySet<string>,
  logger: Logger,
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  let torn = false;
  for await (const { text, complete } of fileLines(path)) {
    const quoted = deviceLine.exec(text)?.[1];
    if (quoted !== undefined && !devices.has(String(JSON.parse(quoted)))) continue;
    const event = fromLine(text);
    if (event === undefined) torn ||= complete;
    else if ('device' in event && devices.has(event.device)) events.push(event);
  }
  if (torn) logger.warn({ path }, 'a broken line of a run log is left out');
  return events;
}
