import { z } from 'zod';

/** How devices are asked to answer. `json` and `xml` where the platform has such a form, else text. */
export const outputFormats = ['text', 'json', 'xml'] as const;
export const outputFormatSchema = z.enum(outputFormats);
export type OutputFormat = z.infer<typeof outputFormatSchema>;
