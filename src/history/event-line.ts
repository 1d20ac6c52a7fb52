import { type RunEvent, runEventSchema } from '../model/event.ts';

export function toLine(event: object): string {
  return `${JSON.stringify(event)}\n`;
}

/** The event a line holds; undefined when it is broken, or of a kind this version does not know. */
export function fromLine(line: string): RunEvent | undefined {
  try {
    return runEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
