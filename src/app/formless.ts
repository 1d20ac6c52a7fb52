import type { Selection } from '../model/inventory.ts';
import type { OutputFormat } from '../model/output-format.ts';
import { structuredForm } from '../platform/structured-form.ts';

/** Platforms that answer in text, whatever was asked for. */
export function formless({ devices }: Selection, format: OutputFormat): readonly string[] {
  const platforms = new Set(devices.flatMap((each) => (each.known ? [each.device.platform] : [])));
  const without = [...platforms].filter((platform) => structuredForm('', platform, format) === null);
  return without.map((platform) => `${platform} has no ${format} form: its devices answer in text`);
}
