import { generateKeyPairSync, sign } from 'node:crypto';

export interface CertifiedKey {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

/** A new key with a certificate of its own for 127.0.0.1 and this name (RFC 5280, DER by hand: Node.js reads certificates only). */
export function selfSignedCertificate(name = 'localhost'): CertifiedKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = der(0x30, [Buffer.from('06082a8648ce3d040302', 'hex')]);
  const subject = der(0x30, [
    der(0x31, [der(0x30, [Buffer.from('0603550403', 'hex'), der(0x0c, [Buffer.from('rollcall test')])])]),
  ]);
  const year = new Date().getUTCFullYear();
  const validity = der(0x30, [generalizedTime(year - 1), generalizedTime(year + 1)]);
  const addresses = der(0x30, [der(0x87, [Buffer.from([127, 0, 0, 1])]), der(0x82, [Buffer.from(name)])]);
  const subjectAltName = der(0x30, [Buffer.from('0603551d11', 'hex'), der(0x04, [addresses])]);
  const toBeSigned = der(0x30, [
    der(0xa0, [der(0x02, [Buffer.from([2])])]),
    der(0x02, [Buffer.from([1])]),
    ...[ecdsaWithSha256, subject, validity, subject],
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, [der(0x30, [subjectAltName])]),
  ]);
  const signature = der(0x03, [Buffer.from([0]), sign('sha256', toBeSigned, privateKey)]);
  const lines = der(0x30, [toBeSigned, ecdsaWithSha256, signature]).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const generalizedTime = (year: number): Buffer => der(0x18, [Buffer.from(`${year}0101000000Z`)]);

function der(tag: number, parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
