import { z } from 'zod';

/** How urgent a run is, most urgent first. */
export const priorities = ['critical', 'high', 'normal', 'low'] as const;
export const prioritySchema = z.enum(priorities);
export type Priority = z.infer<typeof prioritySchema>;

export const defaultPriority: Priority = 'normal';
