import type { PlatformName } from './platform-name.ts';

/** What is known about an answer when its volatile parts are masked. */
export interface MaskContext {
  readonly platform: PlatformName | null;
  readonly command: string;
  readonly device: string;
  readonly address: string | null;
}

export interface MaskedText {
  readonly text: string;
  /** Names of the masks that fired, sorted. */
  readonly masks: readonly string[];
}

/** Replaces what differs from device to device and from moment to moment, for comparing only. Idempotent. */
export type Masker = (output: string, context: MaskContext) => MaskedText;

/** Compares bytes. */
export const noMasks: Masker = (output) => ({ text: output, masks: [] });
