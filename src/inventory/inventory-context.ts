import type { AuthMethod } from '../model/device.ts';

/** What reading an inventory file needs to know about the world around it. */
export interface InventoryContext {
  /** The file's folder: relative paths in the file start here. */
  readonly baseDir: string;
  readonly homeDir: string;
  /** Login name for devices that set none; null where the system does not tell. */
  readonly localUser: string | null;
  /** Login methods for devices that set none. */
  readonly defaultAuth: readonly AuthMethod[];
  /** Whether `command:` secrets may be used: not in a file that was merely found in the working folder. */
  readonly commandsAllowed: boolean;
}
