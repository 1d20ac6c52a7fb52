import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { RollcallError } from '../base/rollcall-error.ts';
import { instant } from '../model/instant.ts';
import { reportPage } from '../present/report/report-page.ts';
import { wholeDocument } from '../present/whole-document.ts';
import type { Comparison } from '../result/run-account.ts';
import type { RunView } from '../result/run-view.ts';
import type { CliParts } from './cli-parts.ts';

type ReportParts = Pick<CliParts, 'files' | 'readAsset' | 'clock' | 'version'>;

const fileHint = 'name a file in a folder that is there and that you may write to';

/** In the order in which the page has them. */
const styles = ['page.css', 'summary.css', 'entries.css', 'timeline.css', 'media.css'] as const;
const scripts = ['timeline.js', 'details.js'] as const;

/** Throws `bad_request` where `--report` names what could not be written. */
export async function checkReportFile({ files }: Pick<CliParts, 'files'>, path: string): Promise<void> {
  if (path === '') throw refused('it is empty');
  const there = await statusOf(files, path);
  if (there !== null) {
    if (there.kind === 'folder') throw refused(`${path} is a folder`);
    if (!there.writable) throw refused(`${path} is not writable`);
    return;
  }
  const folder = dirname(path);
  const above = await statusOf(files, folder);
  if (above?.kind !== 'folder') throw refused(`${folder} is no folder`);
  if (!above.writable) throw refused(`${folder} is not writable`);
}

/** The run as one HTML file that needs nothing else. Throws `bad_request`: where it may be written is the caller's to mend. */
export async function writeReportFile(
  parts: ReportParts,
  view: RunView,
  path: string,
  comparison: Comparison = {},
): Promise<void> {
  const asset = (name: string): Promise<string> => parts.readAsset(`report/${name}`);
  const [style, script] = await Promise.all([Promise.all(styles.map(asset)), Promise.all(scripts.map(asset))]);
  const page = reportPage(view, wholeDocument(view, { view: 'folded', ...comparison }), {
    assets: { style: style.join('\n'), scripts: script },
    digest: (text) => createHash('sha256').update(text).digest('base64'),
    version: parts.version,
    written: instant(parts.clock.now()),
  });
  try {
    await parts.files.writeFile(path, page);
  } catch (thrown) {
    throw refused(messageOf(thrown), `${fileHint}; the run is kept: rollcall show ${view.runId} --report FILE`, thrown);
  }
}

async function statusOf(files: CliParts['files'], path: string): ReturnType<CliParts['files']['status']> {
  try {
    return await files.status(path);
  } catch (thrown) {
    throw refused(messageOf(thrown), fileHint, thrown);
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

const refused = (why: string, hint = fileHint, cause?: unknown): RollcallError =>
  new RollcallError('bad_request', `--report: ${why}`, { hint, cause });
