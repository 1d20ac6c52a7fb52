import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { shellWord } from '../base/shell-word.ts';
import { readYaml } from '../base/yaml-file.ts';
import type { Inventory } from '../model/inventory.ts';
import type { DeviceFile } from './device-file.ts';
import type { InventoryContext } from './inventory-context.ts';
import { inventoryError } from './inventory-error.ts';
import { isJuniperFile, readJuniperDevices } from './juniper-devices.ts';
import { readNativeDevices } from './native-devices.ts';
import { readSshConfigDevices } from './ssh-config-devices.ts';
import { TreeReader } from './tree-reader.ts';

export interface InventoryText {
  readonly text: string;
  readonly path: string;
  /** The path as messages show it. */
  readonly shownPath: string;
  readonly form: 'devices' | 'ssh-config';
  /** Whether others than the owner may read the file. */
  readonly readableByOthers: boolean;
}

/** The inventory in a file's text; throws `bad_inventory` naming each problem with file, line, key and expectation. */
export async function readInventory(input: InventoryText, context: InventoryContext): Promise<Inventory> {
  const problems = new ProblemList(input.shownPath);
  const warnings: string[] = [];
  const file =
    input.form === 'ssh-config'
      ? readSshConfigDevices(input.text, context, problems)
      : await readDevices(input, context, problems, warnings);
  if (file === null || problems.count > 0) throw inventoryError(problems);
  return { source: input.path, devices: file.devices, groups: file.groups, warnings };
}

async function readDevices(
  input: InventoryText,
  context: InventoryContext,
  problems: ProblemList,
  warnings: string[],
): Promise<DeviceFile | null> {
  const yaml = readYaml(input.text, problems);
  if (yaml === null) return null;
  const reader = new TreeReader(yaml, problems);
  const root = reader.readMap(yaml.root, [], 'a map with "devices"');
  if (root === null) return null;
  const file = isJuniperFile(root)
    ? await readJuniperDevices(root, reader, context)
    : readNativeDevices(root, reader, context);
  const [first, ...more] = file.plainSecrets;
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    const place = `${input.shownPath}:${yaml.lineOf(first)}: ${pathText(first)}${others}`;
    warnings.push(
      `${place}: a password in plain text; devices.yaml can have it from {env: NAME}, {file: PATH} or {command: [PROGRAM, …]}`,
    );
    if (input.readableByOthers) {
      warnings.push(
        `${input.shownPath} holds a password and other users of this machine can read it: chmod 600 ${shellWord(input.shownPath)}`,
      );
    }
  }
  return file;
}
