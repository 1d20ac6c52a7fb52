import type { NextCall } from '../model/run-document.ts';

/** A call as text: its JSON, with DEL and the C1 controls escaped too, as JSON allows them and a terminal obeys them. */
export function nextText({ tool, arguments: args }: NextCall): string {
  const escaped = (character: string): string => `\\u00${character.charCodeAt(0).toString(16)}`;
  return `${tool} ${JSON.stringify(args).replace(/[\u007f-\u009f]/g, escaped)}`;
}
