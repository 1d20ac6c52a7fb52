// Draws one row for each device, of which only those in sight exist: thousands of devices stay quick.

/** Height of a row in pixels, as page.css has it. */
const rowHeight = 28;
/** Rows drawn beyond the edge, so that scrolling shows no gaps. */
const margin = 10;

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId('timeline-data').textContent);
const rows = byId('rows');
const form = byId('controls');
const field = { filter: byId('filter'), outcome: byId('outcome'), order: byId('order'), axis: byId('axis') };

const devices = data.devices.map(({ name, results }, index) => {
  const phases = results.flatMap(({ phases: own }) => own);
  const start = phases.length === 0 ? Number.POSITIVE_INFINITY : phases[0].from;
  const end = phases.reduce((last, { to }) => Math.max(last, to), 0);
  const spent = phases.reduce((sum, { from, to }) => sum + to - from, 0);
  const failed = results.find(({ outcome }) => outcome !== 'ok');
  return { index, name, results, start, end, spent, outcome: failed?.outcome ?? 'ok' };
});

let shown = devices;
let span = data.span;
let chosen = -1;
let printing = false;

function element(tag, className, text = '') {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== '') made.textContent = text;
  return made;
}

function seconds(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function barOf({ phase, from, to }, failed, second) {
  const bar = element('span', `bar ${phase}${failed ? ' failed' : ''}${second ? ' second' : ''}`);
  bar.style.left = `${(Math.min(from, span) / span) * 100}%`;
  bar.style.width = `${((Math.min(to, span) - Math.min(from, span)) / span) * 100}%`;
  bar.title = `${phase}${failed ? ', failed' : ''}: ${seconds(to - from)}`;
  return bar;
}

function rowOf(device, place) {
  const row = element('div', `row ${device.outcome === 'ok' ? 'ok' : 'bad'}`);
  row.id = `device-${device.index}`;
  row.dataset.place = String(place);
  row.setAttribute('role', 'option');
  row.setAttribute('aria-selected', String(device.index === chosen));
  row.setAttribute('aria-setsize', String(shown.length));
  row.setAttribute('aria-posinset', String(place + 1));
  if (!printing) row.style.top = `${place * rowHeight}px`;
  const name = element('span', 'name', device.name);
  name.title = device.name;
  const track = element('span', 'track');
  device.results.forEach(({ phases, outcome }, command) => {
    phases.forEach((phase, index) => {
      const failed = outcome !== 'ok' && outcome !== 'pending' && index === phases.length - 1;
      track.append(barOf(phase, failed, command % 2 === 1));
    });
  });
  if (device.end > span) track.append(element('span', 'beyond', '›'));
  const time = device.outcome === 'ok' ? seconds(device.spent) : device.outcome;
  row.append(name, track, element('span', 'time', time));
  return row;
}

function draw() {
  const height = rows.clientHeight || 600;
  const first = printing ? 0 : Math.max(0, Math.floor(rows.scrollTop / rowHeight) - margin);
  const last = printing ? shown.length : Math.ceil((rows.scrollTop + height) / rowHeight) + margin;
  const spacer = element('div', 'spacer');
  if (!printing) spacer.style.height = `${shown.length * rowHeight}px`;
  spacer.append(...shown.slice(first, last).map((device, index) => rowOf(device, first + index)));
  if (shown.length === 0) spacer.append(element('p', 'note', 'No device matches.'));
  rows.replaceChildren(spacer);
  const there = document.getElementById(`device-${chosen}`);
  if (there === null) rows.removeAttribute('aria-activedescendant');
  else rows.setAttribute('aria-activedescendant', there.id);
}

/** About six round steps. */
function drawTicks() {
  const rough = span / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const ticks = [];
  for (let at = 0; at <= span; at += step) {
    const tick = element('span', 'tick', at === 0 ? '0' : tickText(at, step));
    tick.style.left = `${(at / span) * 100}%`;
    ticks.push(tick);
  }
  const bar = byId('ticks');
  bar.replaceChildren(...ticks);
  // The track ends before the scroll bar.
  bar.style.borderRight = `${rows.offsetWidth - rows.clientWidth}px solid transparent`;
  rows.style.setProperty('--step', `${(step / span) * 100}%`);
}

function tickText(at, step) {
  if (step < 1000 && span < 1000) return `${Math.round(at * 100) / 100} ms`;
  return `${(at / 1000).toFixed(step < 100 ? 2 : step < 1000 ? 1 : 0)} s`;
}

/** A name, a part of one, or a glob; several, separated by commas or spaces, are any of them. */
function matcher(text) {
  const patterns = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  if (patterns.length === 0) return () => true;
  const tests = patterns.map((pattern) => {
    if (!/[*?]/.test(pattern)) return (name) => name.includes(pattern);
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replaceAll('?', '.');
    const glob = new RegExp(`^${source}$`, 'u');
    return (name) => glob.test(name);
  });
  return (name) => tests.some((test) => test(name.toLowerCase()));
}

const orders = {
  selected: null,
  slowest: (a, b) => b.spent - a.spent,
  start: (a, b) => a.start - b.start || a.index - b.index,
  name: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
};

function update() {
  const matches = matcher(field.filter.value);
  const { value: outcome } = field.outcome;
  const wanted = ({ name, results }) =>
    matches(name) && (outcome === '' || results.some((result) => result.outcome === outcome));
  shown = devices.filter(wanted);
  const order = orders[field.order.value];
  if (order) shown = shown.toSorted(order);
  span = field.axis.value === 'typical' ? typicalSpan() : data.span;
  byId('shown').textContent = `${shown.length.toLocaleString('en')} of ${devices.length.toLocaleString('en')} devices`;
  rows.scrollTop = 0;
  drawTicks();
  draw();
}

function typicalSpan() {
  const ends = devices
    .map(({ end }) => end)
    .filter((end) => end > 0)
    .sort((a, b) => a - b);
  return Math.max(1, ends[Math.ceil(ends.length * 0.95) - 1] ?? data.span);
}

function choose(place) {
  const device = shown[Math.max(0, Math.min(place, shown.length - 1))];
  if (device === undefined) return;
  chosen = device.index;
  const top = shown.indexOf(device) * rowHeight;
  if (top < rows.scrollTop) rows.scrollTop = top;
  else if (top + rowHeight > rows.scrollTop + rows.clientHeight) rows.scrollTop = top + rowHeight - rows.clientHeight;
  draw();
  document.dispatchEvent(new CustomEvent('device-chosen', { detail: { device, data } }));
}

rows.addEventListener('scroll', draw, { passive: true });
rows.addEventListener('click', (event) => {
  const row = event.target.closest('.row');
  if (row !== null) choose(Number(row.dataset.place));
});
rows.addEventListener('keydown', (event) => {
  const place = shown.findIndex(({ index }) => index === chosen);
  const page = Math.max(1, Math.floor(rows.clientHeight / rowHeight) - 1);
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  if (event.key in steps) choose(place === -1 ? 0 : place + steps[event.key]);
  else if (event.key === 'Home') choose(0);
  else if (event.key === 'End') choose(shown.length - 1);
  else return;
  event.preventDefault();
});
form.addEventListener('input', update);
form.addEventListener('submit', (event) => event.preventDefault());
addEventListener('resize', draw);

function setPrinting(now) {
  if (printing === now) return;
  printing = now;
  draw();
}
addEventListener('beforeprint', () => setPrinting(true));
addEventListener('afterprint', () => setPrinting(false));
matchMedia('print').addEventListener('change', ({ matches }) => setPrinting(matches));

form.hidden = false;
byId('chart').hidden = false;
byId('session-legend').hidden = !devices.some(({ results }) =>
  results.some(({ phases }) => phases.some(({ phase }) => phase === 'session')),
);
rows.classList.toggle('short', devices.length * rowHeight < 560);
update();
