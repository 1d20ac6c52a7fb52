import { z } from 'zod';
import { type SettingName, settingsSchema } from '../model/settings.ts';

/** The names of all settings, in the order of the schema. */
export const settingNames = settingsSchema.keyof().options;

/** What a setting takes, in words: `a whole number from 1 to 100000`. */
export function expectedOf(name: SettingName): string {
  const { type, minimum, maximum, enum: values } = z.toJSONSchema(settingsSchema.shape[name]);
  if (values !== undefined) return `one of ${values.join(', ')}`;
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}`;
  return type === 'number' ? `a number from ${minimum} to ${maximum}` : 'text';
}

/** Text from the environment or the command line as the value it stands for; what is no number stays text. */
export function fromText(name: SettingName, text: string): string | number {
  const { type } = z.toJSONSchema(settingsSchema.shape[name]);
  return (type === 'integer' || type === 'number') && /^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}
