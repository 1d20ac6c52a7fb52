import type { KeyFileReader } from '../model/device.ts';
import { credentialError, readPrivateFile } from './private-file.ts';

/** Reads private key files; refuses one that others may read, as `ssh` does. */
export const keyFileReader: KeyFileReader = {
  async read(path) {
    const bytes = await readPrivateFile(path, 'key file');
    if (bytes.length === 0) throw credentialError(`key file ${path} is empty`, 'check the path in the inventory');
    return bytes;
  },
};
