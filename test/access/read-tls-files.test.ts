import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { readTlsFiles } from '../../src/access/read-tls-files.ts';
import { selfSignedCertificate } from '../support/self-signed-certificate.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let cert: string;
let key: string;
const pair = selfSignedCertificate();
beforeEach(() => {
  const folder = temporaryFolder();
  cert = join(folder, 'cert.pem');
  key = join(folder, 'key.pem');
  writeFileSync(cert, pair.cert);
  writeFileSync(key, pair.key, { mode: 0o600 });
});

it('a certificate and its key are read', async () => {
  expect(await readTlsFiles(cert, key)).toEqual(pair);
});

it('a key that others can read is refused, with the chmod to type', async () => {
  chmodSync(key, 0o640);
  await expect(readTlsFiles(cert, key)).rejects.toMatchObject({ code: 'bad_settings', hint: `chmod 600 ${key}` });
});

it('files that are missing, swapped, of different pairs or no PEM are refused, without showing what is in them', async () => {
  await expect(readTlsFiles(`${cert}x`, key)).rejects.toMatchObject({ code: 'bad_settings' });
  await expect(readTlsFiles(cert, `${key}x`)).rejects.toMatchObject({ code: 'bad_settings' });
  const noPair = { code: 'bad_settings', message: `${cert} and ${key} are no certificate with its private key` };
  writeFileSync(cert, selfSignedCertificate().cert);
  await expect(readTlsFiles(cert, key)).rejects.toMatchObject(noPair);
  writeFileSync(cert, 'nothing');
  await expect(readTlsFiles(cert, key)).rejects.toMatchObject(noPair);
});
