import { z } from 'zod';
import { type Masker, noMasks } from '../../model/masker.ts';
import { views } from '../../model/run-document.ts';
import type { ToolSettings } from '../tool.ts';

/** Arguments that several tools share, described once. */
export const runIdSchema = z.string().min(1).max(64).describe('The run_id of an earlier answer.');

export const waitSchema = ({ wait_s }: ToolSettings) =>
  z
    .number()
    .min(0)
    .max(3_600)
    .describe(
      `Seconds to wait for the end (default ${wait_s}). When they are over, what has finished is returned and the run goes on; 0 returns at once.`,
    );

export const viewSchema = z
  .enum(views)
  .describe(
    'folded (default): devices with the same answer are listed once, beside that answer. per_device: each device with its own output.',
  );

export const matchSchema = z
  .string()
  .min(1)
  .max(1_000)
  .describe(
    'Only lines of the answers that match this regular expression (RE2 syntax; "(?i)" in front ignores case). Whole answers are kept. Not together with select.',
  );

export const selectSchema = z
  .string()
  .min(1)
  .max(2_000)
  .describe(
    'Only these fields of JSON or XML answers, as a JMESPath expression; null where there is nothing. Keys with dashes stand in double quotes, and Junos wraps every value as [{"data": …}]: "bgp-information"[0]."bgp-peer"[].{peer: "peer-address"[0].data, state: "peer-state"[0].data}. XML is read as Junos writes the same in JSON. Needs a run with format json or xml; the quickest way to one fact of many devices.',
  );

export const maskSchema = z
  .boolean()
  .describe(
    'Whether uptimes, counters and the like are passed over when answers are compared (default true); false compares every byte.',
  );

/** What is passed over, and what `next` has to ask for so that the following answer folds alike. */
export function comparison(
  mask: boolean | undefined,
  { masker }: { readonly masker: Masker },
): { readonly masker: Masker; readonly nextMask: false | undefined } {
  return mask === false ? { masker: noMasks, nextMask: false } : { masker, nextMask: undefined };
}

export const maxCharsSchema = ({ max_chars }: ToolSettings) =>
  z
    .int()
    .min(2_000)
    .max(1_000_000)
    .describe(
      `Size limit of the answer in characters (default ${max_chars}). What does not fit is named, with the call that returns it.`,
    );

/** How large an answer may be, and what `next` has to ask for so that the following one may be as large. */
export function answerSize(
  asked: number | undefined,
  { max_chars }: ToolSettings,
): { readonly maxChars: number; readonly nextMaxChars: number | undefined } {
  return { maxChars: asked ?? max_chars, nextMaxChars: asked === max_chars ? undefined : asked };
}
