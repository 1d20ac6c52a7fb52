import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RunEvent, RunStarted } from '../../src/model/event.ts';
import { type ReportAssets, reportPage } from '../../src/present/report/report-page.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import type { RunView } from '../../src/result/run-view.ts';
import { foldOf } from '../result/run-events.ts';

const read = (name: string): Promise<string> =>
  readFile(new URL(`../../assets/report/${name}`, import.meta.url), 'utf8');

export const plainAssets: ReportAssets = { style: 'body { color: black }', scripts: ['one();', 'two();'] };

/** The page's own style and scripts, as the package has them. */
export async function shippedAssets(): Promise<ReportAssets> {
  const styles = await Promise.all(
    ['page', 'summary', 'entries', 'timeline', 'media'].map((name) => read(`${name}.css`)),
  );
  return { style: styles.join('\n'), scripts: [await read('timeline.js'), await read('details.js')] };
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

export function reportOf(view: RunView, assets: ReportAssets = plainAssets): string {
  const document = buildDocument(view, { view: 'folded' });
  return [
    ...reportPage(view, document, { assets, digest, version: '0.0.0', written: '2026-01-01T00:00:09.000Z' }),
  ].join('');
}

export const reportOfEvents = (first: RunStarted, events: readonly RunEvent[], assets?: ReportAssets): string =>
  reportOf(foldOf(first, events), assets);
