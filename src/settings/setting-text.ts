import { z } from 'zod';
import { type SettingName, settingsSchema } from '../model/settings.ts';

/** The schema of its values beside null. */
function valueSchema(name: SettingName) {
  const schema = z.toJSONSchema(settingsSchema.shape[name]);
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
}

const listExpected: Partial<Readonly<Record<SettingName, string>>> = {
  webhook_hosts: 'a list of host, host:port or http://host:port, at most 100',
};

/** What a setting takes, in words: `a whole number from 1 to 100000`. */
export function expectedOf(name: SettingName): string {
  const { type, minimum, maximum, enum: values } = valueSchema(name);
  if (type === 'boolean') return 'true or false';
  if (type === 'array') return listExpected[name] ?? 'a list';
  if (name === 'webhook_secret_env') return 'the name of an environment variable';
  if (values !== undefined) return `one of ${values.join(', ')}`;
  if (type !== 'number' && type !== 'integer') return 'a path';
  const orNull = settingsSchema.shape[name].safeParse(null).success ? ', or null in a file' : '';
  return `a ${type === 'integer' ? 'whole ' : ''}number from ${minimum} to ${maximum}${orNull}`;
}

/** Whether the value fits the setting. An empty path would mean the folder it is relative to. */
export function fitsSetting(name: SettingName, value: unknown): boolean {
  return value !== '' && settingsSchema.shape[name].safeParse(value).success;
}

/** Whether the setting is text that is taken as written: an inventory named `010` is not the number 10. */
export function takesText(name: SettingName): boolean {
  return settingsSchema.shape[name].safeParse('010').success;
}

/** Text from the environment or the command line as the value it stands for; a list has commas; what is no number stays text. */
export function fromText(name: SettingName, text: string): unknown {
  const { type } = valueSchema(name);
  if (type === 'boolean') return { true: true, false: false }[text.trim()] ?? text;
  if (type === 'array') return text.split(',').map((part) => part.trim());
  return (type === 'integer' || type === 'number') && /^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}
