import type { Redaction } from '../../src/redact/redaction.ts';

/** Lets every answer through as it came, for tests that are about something else. */
export const noRedaction: Redaction = () => ({ take: (piece) => piece, finish: () => '' });
