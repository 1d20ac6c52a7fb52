import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { shellWord } from '../base/shell-word.ts';
import type { ProcessParts } from './cli-parts.ts';

/** How to point the shell, Claude Code and Claude Desktop at a real inventory, with paths that work as they stand. */
export function nextStepsText({
  nodePath,
  mainPath,
  env,
}: Pick<ProcessParts, 'nodePath' | 'mainPath' | 'env'>): string {
  const folder = join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'rollcall');
  const inventory = join(folder, 'devices.yaml');
  const example = join(dirname(dirname(mainPath)), 'devices.example.yaml');
  const serve = [mainPath, 'serve', '--inventory', inventory];
  const desktop = { mcpServers: { rollcall: { command: nodePath, args: serve } } };
  return `Now with your own routers:

1. Write your inventory, from the example:
     mkdir -p ${shellWord(folder)} && cp ${shellWord(example)} ${shellWord(inventory)}

2. From the shell:
     ${shellWord(nodePath)} ${shellWord(mainPath)} doctor
     ${shellWord(nodePath)} ${shellWord(mainPath)} run all 'show version'

3. From Claude Code:
     claude mcp add rollcall -- ${[nodePath, ...serve].map(shellWord).join(' ')}

4. From Claude Desktop, in claude_desktop_config.json:
${indent(JSON.stringify(desktop, null, 2))}
`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '     ');
}
