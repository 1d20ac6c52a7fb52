import { dirname, posix } from 'node:path';
import { packages, type Room, rooms, topFiles } from './layer-table.ts';
import type { Import, SourceFile } from './source-file.ts';

/** The room of a file under src/, or the file's name when it stands at the top. */
function roomName(path: string): string {
  const [, first = ''] = path.split('/');
  return first;
}

/** `@scope/name` or `name` of an import specifier, without the path inside the package. */
export function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function packageViolation(path: string, specifier: string): string | null {
  const name = packageName(specifier);
  const rule = packages[name];
  if (rule === undefined) return `imports ${name}, which test/repo/layer-table.ts gives to no room`;
  const inside = path.replace(/^src\//, '');
  if (rule.only.some((place) => inside === place || inside.startsWith(`${place}/`))) return null;
  return `imports ${name}, which only ${rule.only.join(', ')} may: ${rule.reason}`;
}

function roomViolation(path: string, { from, typeOnly }: Import, here: string, room: Room): string | null {
  const target = roomName(posix.join(dirname(path), from));
  if (target === here || room.imports.includes(target)) return null;
  if (typeOnly && room.typesFrom?.includes(target)) return null;
  return `imports ${target} (${from}): ${room.reason}`;
}

function importViolation(path: string, found: Import): string | null {
  const here = roomName(path);
  const top = topFiles.some((file) => file === here);
  const room = rooms[here];
  if (room === undefined && !top) return `stands in src/${here}, a room the table does not know`;
  if (found.from.startsWith('.')) {
    if (!/\.(ts|json)$/.test(found.from)) return `imports ${found.from} without its extension`;
    return room === undefined ? null : roomViolation(path, found, here, room);
  }
  if (found.from.startsWith('node:')) {
    if (room === undefined || room.node === 'any' || room.node.includes(found.from)) return null;
    return `imports ${found.from}: ${room.reason}`;
  }
  return packageViolation(path, found.from);
}

/** Only this file makes an approved plan: whoever casts to one elsewhere lets an unjudged command reach a router. */
const approver = 'src/guard/approve.ts';

/** What a file does against the table and the approval rule, each as a sentence that says why not. */
export function layerViolations(file: SourceFile): readonly string[] {
  const violations = file.imports.map((found) => importViolation(file.path, found)).filter((text) => text !== null);
  if (file.path !== approver) {
    for (const cast of file.casts) {
      if (/\bApproved(Plan|Job)\b/.test(cast)) violations.push(`casts to ${cast}: only ${approver} approves`);
      if (/^(any|never)$/.test(cast)) violations.push(`casts to ${cast}: that hides any type, an approved one too`);
    }
  }
  return violations.map((text) => `${file.path} ${text}`);
}
