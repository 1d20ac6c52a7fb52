import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import type { AuthMethod, SecretSource } from '../model/device.ts';
import { choose, shape, text } from './fields.ts';

const path = text('a path');

const plain = text('text, {env: NAME}, {file: PATH} or {command: [PROGRAM, ARGUMENT…]}', /./s).transform(
  (value): SecretSource => ({ from: 'plain', secret: new Secret(value) }),
);
const env = shape({ env: text('the name of an environment variable', /^[A-Za-z_][A-Za-z0-9_]*$/) }).transform(
  (value): SecretSource => ({ from: 'env', name: value.env }),
);
const file = shape({ file: path }).transform((value): SecretSource => ({ from: 'file', path: value.file }));
const argv = 'a list of texts: the program, then its arguments';
const command = shape({ command: z.array(text(argv, /^[^\0]+$/), argv).min(1, argv) }).transform(
  (value): SecretSource => ({ from: 'command', argv: value.command }),
);

/** `hunter2`, `{env: NAME}`, `{file: PATH}` or `{command: [PROGRAM, …]}`. */
const secretSource = choose<SecretSource>((value) => {
  if (!(value instanceof Map)) return plain;
  if (value.has('command')) return command;
  return value.has('file') ? file : env;
});

const key = shape({ key: path, passphrase: secretSource.optional() }).transform(
  (value): AuthMethod => ({ method: 'key', path: value.key, passphrase: value.passphrase ?? null }),
);
const password = shape({ password: secretSource }).transform(
  (value): AuthMethod => ({ method: 'password', source: value.password }),
);
const agent = z.literal('agent').transform((): AuthMethod => ({ method: 'agent' }));
const expected = 'agent, {key: PATH} or {password: …}';
const neither = z.never(expected);

const authMethod = choose<AuthMethod>((value) => {
  if (value === 'agent') return agent;
  if (!(value instanceof Map)) return neither;
  if (value.has('password')) return password;
  return value.has('key') ? key : neither;
});

const listExpected = `a list of login methods, each ${expected}`;

/** The login methods of a device, in the order they are tried; file paths still as written. */
export const authList = z.array(authMethod, listExpected).min(1, listExpected);
