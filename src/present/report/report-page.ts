import type { RunDocument } from '../../model/run-document.ts';
import type { RunView } from '../../result/run-view.ts';
import { answersSection } from './answers-section.ts';
import { escapeLine, selectorHtml } from './escape-html.ts';
import { failuresSection } from './failures-section.ts';
import { summarySection } from './summary-section.ts';
import { timelineSection } from './timeline-section.ts';

/** The page's own style and scripts, the files in `assets/report/`. */
export interface ReportAssets {
  readonly style: string;
  readonly scripts: readonly string[];
}

export interface ReportOptions {
  readonly assets: ReportAssets;
  /** SHA-256 of the text, in Base64: what the page's policy allows is named by it. */
  readonly digest: (text: string) => string;
  /** Of rollcall. */
  readonly version: string;
  /** When the report is written: ISO 8601. */
  readonly written: string;
}

/**
 * A run as one HTML file, in pieces. It asks the network for nothing; its Content-Security-Policy lets nothing run or
 * style it but what is named there by hash, whatever a device has sent. `document` is the folded one.
 */
export function* reportPage(view: RunView, document: RunDocument, options: ReportOptions): Generator<string> {
  const { assets, version, written } = options;
  const title = document.command.join(' ; ');
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(options)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="rollcall ${escapeLine(version)}">
<link rel="icon" href="data:,">
<title>${escapeLine(title)} · rollcall</title>
<style>${assets.style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the summary</a>
`;
  yield headerHtml(view, document);
  yield '<main id="main">';
  yield summarySection(view, document);
  yield* failuresSection(document);
  yield* timelineSection(view, document);
  yield* answersSection(document);
  yield `</main>
<footer>Written by rollcall ${escapeLine(version)}, ${instantHtml(written)}. One device's own answer: <code>rollcall show ${escapeLine(document.run_id)} --device NAME</code></footer>
`;
  for (const script of assets.scripts) yield `<script type="module">${script}</script>\n`;
  yield '</body>\n</html>\n';
}

function policy({ assets, digest }: ReportOptions): string {
  const hash = (text: string): string => `'sha256-${digest(text)}'`;
  return [
    "default-src 'none'",
    `script-src ${assets.scripts.map(hash).join(' ')}`,
    `style-src ${hash(assets.style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function headerHtml(view: RunView, { command, devices, run_id, state, failures, groups = [] }: RunDocument): string {
  const count = view.devices.length;
  const links = [
    ['summary', 'Summary'],
    ...(failures.length === 0 ? [] : [['failures', 'Failures']]),
    ['timeline', 'Timeline'],
    ...(groups.length === 0 ? [] : [['answers', 'Answers']]),
  ];
  return `<header>
<div class="top"><p class="brand"><b>rollcall</b> run report</p><nav aria-label="Parts of this report">${links.map(([id, name]) => `<a href="#${id}">${name}</a>`).join('')}</nav></div>
<h1>${command.map((text) => `<code>${escapeLine(text)}</code>`).join(' ')}</h1>
<p class="meta">${instantHtml(view.startTime)}<span>${state}</span><span>run <code>${escapeLine(run_id)}</code></span></p>
<details class="devices"><summary>${count.toLocaleString('en')} ${count === 1 ? 'device' : 'devices'}</summary><code>${selectorHtml(devices)}</code></details>
</header>
`;
}

function instantHtml(instant: string): string {
  const text = instant.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
  return `<time datetime="${escapeLine(instant)}">${escapeLine(text)}</time>`;
}
