import type { RunDocument } from '../../model/run-document.ts';
import { finishedRows } from '../../result/finished-row.ts';
import type { RunView } from '../../result/run-view.ts';
import { durationText } from '../duration-text.ts';
import { durationsOf } from '../durations-of.ts';
import { escapeLine } from './escape-html.ts';

/** What was asked, when, what came of it in numbers, and who was slowest. */
export function summarySection(view: RunView, document: RunDocument): string {
  const { summary, groups = [], warnings, truncated } = document;
  const { succeeded, failed, pending } = summary;
  const verdict = failed === 0 && pending === 0 ? 'good' : succeeded === 0 ? 'bad' : 'mixed';
  const started = finishedRows(view.rows()).filter(({ end }) => end.start_time !== null);
  const { median, max } = durationsOf(started);
  const figures: readonly (readonly [label: string, value: string, kind?: string])[] = [
    ['Devices', number(view.devices.length)],
    ...(view.commands.length === 1 ? [] : [['Answers asked', number(summary.total)] as const]),
    ['Succeeded', number(succeeded), 'good'],
    ['Failed', number(failed), failed === 0 ? undefined : 'bad'],
    ...(pending === 0 ? [] : [['Pending', number(pending), 'mixed'] as const]),
    ['Different answers', number(groups.length)],
    ['Median time', durationText(median)],
    ['Longest time', durationText(max)],
  ].map(([label = '', value = '', kind]) => [label, value, kind ?? '']);
  return [
    `<section id="summary" class="card ${verdict}" aria-labelledby="verdict"><h2 id="verdict">${headline(document)}</h2>`,
    outcomeBar(document),
    `<dl class="figures">${figures.map(([label, value, kind]) => `<div class="${kind}"><dt>${label}</dt><dd>${value}</dd></div>`).join('')}</dl>`,
    slowestHtml(document),
    ...[...warnings, ...(truncated === null ? [] : [truncated])].map(
      (text) => `<p class="warning"><b>Warning</b> ${escapeLine(text)}</p>`,
    ),
    '</section>',
  ].join('');
}

function headline({ state, summary }: RunDocument): string {
  const { succeeded, total, total_duration } = summary;
  const time = state === 'running' ? 'so far' : `in ${durationText(total_duration)}`;
  const ended = state === 'finished' || state === 'running' ? '' : ` (${state})`;
  return `${number(succeeded)} of ${number(total)} succeeded ${time}${ended}`;
}

const number = (value: number): string => value.toLocaleString('en');

interface Share {
  readonly outcome: string;
  readonly count: number;
  /** `ok`, `pending`, or one of five shades of failure, the most frequent first. */
  readonly shade: string;
}

function sharesOf({ summary }: RunDocument): readonly Share[] {
  const { by_outcome, pending } = summary;
  const failed = Object.entries(by_outcome)
    .filter(([outcome, count]) => outcome !== 'ok' && count > 0)
    .sort((a, b) => b[1] - a[1]);
  return [
    { outcome: 'ok', count: by_outcome.ok ?? 0, shade: 'ok' },
    ...failed.map(([outcome, count], place) => ({ outcome, count, shade: `fail-${Math.min(place, 4)}` })),
    { outcome: 'pending', count: pending, shade: 'pending' },
  ].filter(({ count }) => count > 0);
}

/** A bar of 1000 units; the least share is still to be seen. */
function outcomeBar(document: RunDocument): string {
  const shares = sharesOf(document);
  const sizes = shares.map(({ count }) => Math.max(6, (count / Math.max(1, document.summary.total)) * 1_000));
  const scale = 1_000 / sizes.reduce((sum, size) => sum + size, 0);
  let x = 0;
  const rects = shares.map(({ shade }, place) => {
    const width = (sizes[place] ?? 0) * scale;
    const rect = `<rect class="${shade}" x="${x.toFixed(1)}" y="0" width="${Math.max(1, width - 2).toFixed(1)}" height="10"/>`;
    x += width;
    return rect;
  });
  const legend = shares.map(
    ({ outcome, count, shade }) =>
      `<li><svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><rect class="${shade}" width="10" height="10" rx="3"/></svg>${escapeLine(outcome)} <b>${number(count)}</b></li>`,
  );
  return `<svg class="outcomes" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${rects.join('')}</svg><ul class="legend" aria-label="Results by outcome">${legend.join('')}</ul>`;
}

function slowestHtml({ summary: { slowest } }: RunDocument): string {
  const [first] = slowest;
  if (first === undefined || first.execution_duration === 0) return '';
  const items = slowest.map(
    ({ device, execution_duration }) => `<li><b>${escapeLine(device)}</b> ${durationText(execution_duration)}</li>`,
  );
  return `<p class="slowest-title">Slowest</p><ol class="slowest" aria-label="Slowest devices">${items.join('')}</ol>`;
}
