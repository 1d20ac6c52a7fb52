import { expandPath } from '../base/expand-path.ts';
import type { Path } from '../base/path-text.ts';
import type { AuthMethod, SecretSource } from '../model/device.ts';
import type { InventoryContext } from './inventory-context.ts';

/** The login methods with every file path absolute. */
export function withAbsolutePaths(auth: readonly AuthMethod[], context: InventoryContext): readonly AuthMethod[] {
  const absolute = (path: string): string => expandPath(path, context.baseDir, context.homeDir);
  const source = (secret: SecretSource): SecretSource => {
    if (secret.from === 'file') return { from: 'file', path: absolute(secret.path) };
    if (secret.from !== 'command') return secret;
    const [program = '', ...rest] = secret.argv;
    // A bare name is looked up in $PATH; a path is one like any other in the file.
    return { from: 'command', argv: [program.includes('/') ? absolute(program) : program, ...rest] };
  };
  return auth.map((method): AuthMethod => {
    if (method.method === 'key') {
      const passphrase = method.passphrase === null ? null : source(method.passphrase);
      return { method: 'key', path: absolute(method.path), passphrase };
    }
    return method.method === 'password' ? { method: 'password', source: source(method.source) } : method;
  });
}

/** Every secret that the methods may read, with its place in the list. */
export function secretsOf(
  auth: readonly AuthMethod[],
): readonly { readonly path: Path; readonly source: SecretSource }[] {
  return auth.flatMap((method, index) => {
    if (method.method === 'password') return [{ path: [index, 'password'], source: method.source }];
    if (method.method === 'agent' || method.passphrase === null) return [];
    return [{ path: [index, 'passphrase'], source: method.passphrase }];
  });
}
