// What a chosen device came to, and entries that wait in templates until they are wanted.

const detail = document.getElementById('detail');

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

function seconds(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

function resultOf(result, command, data) {
  const { outcome, phases, group, error, attempts, reused } = result;
  const head = element('p', 'head', element('span', outcome === 'ok' ? 'tag ok' : 'tag', outcome));
  head.append(element('code', '', data.commands[command]));
  const times = phases.map(({ phase, from, to }) => `${phase} ${seconds(to - from)}`);
  if (phases.length > 0) times.unshift(`began at ${seconds(phases[0].from)}`);
  if (attempts !== undefined) times.push(`${attempts} attempts`);
  if (reused !== undefined) times.push(reused);
  const box = element('div', 'result', head);
  box.append(element('p', 'notes', times.length === 0 ? 'never started' : times.join(' · ')));
  if (error !== undefined) {
    const { message, phase, hint } = data.errors[error];
    box.append(element('p', 'message', phase === undefined ? message : `${message} (in phase ${phase})`));
    if (hint !== undefined) box.append(element('p', 'hint', element('b', '', 'Hint'), ` ${hint}`));
  }
  if (group !== undefined) {
    const link = element('a', '', `Answer ${group}`);
    link.href = `#answer-${group}`;
    box.append(element('p', '', link));
  }
  return box;
}

document.addEventListener('device-chosen', ({ detail: { device, data } }) => {
  const results = device.results.map((result, command) => resultOf(result, command, data));
  detail.replaceChildren(element('h3', '', device.name), ...results);
});

/** Puts the template's entries where it stands. */
function unpack(template) {
  template.nextElementSibling?.classList.contains('more') && template.nextElementSibling.remove();
  template.replaceWith(template.content);
}

const waiting = () => [...document.querySelectorAll('template[data-more]')];

/** Only the first of a list has a button; the next gets its own when that was used. */
function offerMore(list) {
  const template = list.querySelector(':scope > template[data-more]');
  if (template === null || template.nextElementSibling?.classList.contains('more')) return;
  const left = Number(template.dataset.more);
  const button = element('button', 'more', `Show ${Math.min(100, left)} more of ${left.toLocaleString('en')} left`);
  button.type = 'button';
  button.addEventListener('click', () => {
    unpack(template);
    offerMore(list);
  });
  template.after(button);
}

/** A link may lead to an entry that is closed, or not even unpacked. */
function openTarget() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!/^answer-\d+$/.test(id)) return;
  const holder = waiting().find(({ content }) => content.getElementById(id) !== null);
  if (holder !== undefined) {
    const list = holder.parentElement;
    unpack(holder);
    offerMore(list);
  }
  const target = document.getElementById(id);
  if (target === null) return;
  target.open = true;
  target.scrollIntoView({ block: 'start' });
  target.querySelector('summary').focus({ preventScroll: true });
}

for (const list of document.querySelectorAll('.list')) offerMore(list);
addEventListener('hashchange', openTarget);
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="#answer-"]');
  // A second click on the link of the present address is no change of it.
  if (link !== null && link?.hash === location.hash) openTarget();
});
openTarget();

let closedBeforePrint = [];
addEventListener('beforeprint', () => {
  for (const template of waiting()) unpack(template);
  closedBeforePrint = [...document.querySelectorAll('details.answer:not([open])')];
  for (const entry of closedBeforePrint) entry.open = true;
});
addEventListener('afterprint', () => {
  for (const entry of closedBeforePrint) entry.open = false;
  closedBeforePrint = [];
});
