/** For programs that read what rollcall writes: the run document (`--json`, MCP) and its events (`--jsonl`, history). */
export { type RunEvent, runEventSchema } from './model/event.ts';
export { type RunDocument, runDocumentSchema } from './model/run-document.ts';
