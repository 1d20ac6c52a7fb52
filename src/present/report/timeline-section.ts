import type { RunDocument } from '../../model/run-document.ts';
import type { RunView } from '../../result/run-view.ts';
import { escapeLine, scriptJson } from './escape-html.ts';
import { timelineData } from './timeline-data.ts';

/** The frame that the page's script fills with one bar a device, and the data for it. */
export function* timelineSection(view: RunView, document: RunDocument): Generator<string> {
  const { by_outcome, pending } = document.summary;
  const outcomes = [...Object.entries(by_outcome), ...(pending === 0 ? [] : [['pending', pending] as const])];
  const options = outcomes.map(
    ([outcome, count]) =>
      `<option value="${escapeLine(outcome)}">${escapeLine(outcome)} (${count.toLocaleString('en')})</option>`,
  );
  yield `<section id="timeline" aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2>
<noscript><p class="note">The timeline is drawn by a script, and scripts are off. All else is here.</p></noscript>
<form class="controls" id="controls" role="search" hidden>
<label class="search">Devices <input type="search" id="filter" placeholder="core-r* or part of a name" autocomplete="off" spellcheck="false"></label>
<label>Outcome <select id="outcome"><option value="">all</option>${options.join('')}</select></label>
<label>Order <select id="order"><option value="selected">as selected</option><option value="slowest">slowest first</option><option value="start">by start</option><option value="name">by name</option></select></label>
<label>Time axis <select id="axis"><option value="whole">whole run</option><option value="typical">until 95 % were done</option></select></label>
<output id="shown" for="filter outcome" aria-live="polite"></output>
</form>
<div class="card chart" id="chart" hidden>
<ul class="legend phases" aria-label="Phases"><li><span class="dot connect"></span>connect</li><li><span class="dot login"></span>login</li><li>${view.commands.length === 1 ? '<span class="dot command"></span>command' : '<span class="dot command"></span><span class="dot command second"></span>commands, in turn'}</li><li id="session-legend" hidden><span class="dot session"></span>not told apart</li><li><span class="dot failed"></span>failed in this phase</li></ul>
<div class="axis" id="ticks" aria-hidden="true"></div>
<div class="rows" id="rows" role="listbox" tabindex="0" aria-label="Devices; arrow keys choose one"></div>
<div class="detail" id="detail" role="region" aria-label="The chosen device" aria-live="polite"><p class="note">Choose a device to see its phases, its answer and its error.</p></div>
</div>
<script type="application/json" id="timeline-data">`;
  yield scriptJson(timelineData(view, document));
  yield '</script></section>';
}
