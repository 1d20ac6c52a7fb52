import type { Command } from 'commander';
import { type EffectiveSettings, type SettingName, type SettingSource, settingNames } from '../../model/settings.ts';
import { textTable } from '../../present/text-table.ts';
import { type Cli, globalFlags } from '../program.ts';
import { reportWarnings } from '../report.ts';

export function addSettingsCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('settings')
    .summary('every effective setting and where it came from')
    .description('Prints every effective setting and where it came from: flag, environment, file or default.')
    .option('--json', 'as one JSON object')
    .action(async ({ json }: { json?: true }, command: Command) => {
      const settings = await parts.loadSettings(globalFlags(command));
      reportWarnings(parts.stderr, settings.warnings);
      parts.stdout.write(json ? `${JSON.stringify(settingsDocument(settings), null, 2)}\n` : settingsTable(settings));
      end(0);
    });
}

const sourceText = ({ origin, detail }: SettingSource): string => (detail === null ? origin : `${origin} (${detail})`);

const valueText = (value: EffectiveSettings['values'][SettingName]): string =>
  Array.isArray(value) ? value.join(', ') || '-' : String(value ?? '-');

function settingsTable({ values, origins, home, homeSource }: EffectiveSettings): string {
  const rows = settingNames.map((name) => [name, valueText(values[name]), sourceText(origins[name])]);
  return textTable(['SETTING', 'VALUE', 'FROM'], [...rows, ['home', home, sourceText(homeSource)]]);
}

function settingsDocument({ values, origins, home, homeSource }: EffectiveSettings): unknown {
  const settings = Object.fromEntries(settingNames.map((name) => [name, { value: values[name], ...origins[name] }]));
  return { home: { value: home, ...homeSource }, settings };
}
