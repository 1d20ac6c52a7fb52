import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldEvents } from '../../../src/result/run-fold.ts';
import { arbitraryRun } from '../../result/arbitrary-run.ts';
import { answered, ended, started } from '../../result/run-events.ts';
import { digest, plainAssets, reportOf, reportOfEvents } from '../../support/sample-report.ts';

const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(2)>"\'&\u2028\u202e\u001b[2J';

/** Start tags of the page, by name. */
const tags = (html: string, name: string): number => html.split(`<${name}`).length - 1;

interface Data {
  readonly devices: readonly { readonly name: string; readonly results: readonly { readonly outcome: string }[] }[];
  readonly errors: readonly { readonly message: string }[];
}

const dataOf = (html: string): Data =>
  JSON.parse(/<script type="application\/json" id="timeline-data">([^<]*)<\/script>/.exec(html)?.[1] ?? 'none');

describe('reportPage', () => {
  it('tells the summary, the failures with their hints, the answers and every device', () => {
    const html = reportOfEvents(started(['r1', 'r2', 'r3']), [
      ...answered('r1', { stdout: 'Junos: 22.4R3\n' }),
      ...answered('r2', { stdout: 'Junos: 22.4R3\n' }),
      ...answered('r3', { outcome: 'auth_failed', message: 'refused `password`', hint: 'check it', endMs: 900 }),
      ended(),
    ]);
    expect(html).toContain('2 of 3 succeeded in 1 s');
    expect(html).toContain('<b>r3</b> 0.89 s');
    expect(html).toContain('refused <code>password</code>');
    expect(html).toContain('<b>Hint</b> check it');
    expect(html).toContain('<pre class="output" tabindex="0">\nJunos: 22.4R3\n</pre>');
    expect(html).toContain('>r[1-2]</span>');
    const { devices } = dataOf(html);
    expect(devices.map(({ name, results }) => [name, results[0]?.outcome])).toEqual([
      ['r1', 'ok'],
      ['r2', 'ok'],
      ['r3', 'auth_failed'],
    ]);
    expect(devices[0]?.results[0]).toMatchObject({ group: 1 });
  });

  it('allows the scripts and the style that it names by hash, and nothing else', () => {
    const html = reportOfEvents(started(['r1']), [...answered('r1'), ended()]);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${plainAssets.scripts.map((script) => `'sha256-${digest(script)}'`).join(' ')}`,
      `style-src 'sha256-${digest(plainAssets.style)}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    for (const script of plainAssets.scripts) expect(html).toContain(`<script type="module">${script}</script>`);
    expect(html).not.toMatch(/\s(style|on[a-z]+)=/);
    expect(html).not.toMatch(/(src|href)="(?!#|data:,")/);
  });

  it('shows what devices, commands and errors say and lets none of it be markup', () => {
    const html = reportOfEvents(started([hostile, 'r2', 'r3'], [hostile]), [
      ...answered(hostile, { stdout: hostile, stderr: hostile }),
      ...answered('r2', { outcome: 'rejected', message: hostile, hint: hostile, stdout: hostile }),
      ...answered('r3', { outcome: 'rejected', message: hostile, hint: hostile, stdout: `${hostile}!` }),
      { type: 'warning', time: '2026-01-01T00:00:00.100Z', text: hostile },
      ended(),
    ]);
    expect(tags(html, 'script')).toBe(3);
    expect(tags(html, 'img')).toBe(0);
    for (const hidden of ['\u001b', '\u202e']) expect(html).not.toContain(hidden);
    expect(html).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x');
    const { devices, errors } = dataOf(html);
    expect(devices[0]?.name).toContain('</script><script>alert(1)');
    expect(errors).toHaveLength(1);
  });

  it('keeps at most a hundred entries of a list in the page, the others in templates', () => {
    const devices = Array.from({ length: 250 }, (_, index) => `r${index}`);
    const html = reportOfEvents(
      started(devices),
      devices.flatMap((device) => answered(device, { stdout: `I am ${device}\n` })),
    );
    expect(tags(html, 'details class="card answer"')).toBe(250);
    expect([...html.matchAll(/<template data-more="(\d+)">/g)].map((found) => found[1])).toEqual(['150', '50']);
    expect(html).toContain('I am r249\n');
  });

  it('says of a run that goes on that it does, and what is pending', () => {
    const html = reportOfEvents(started(['r1', 'r2']), answered('r1'));
    expect(html).toContain('1 of 2 succeeded so far');
    expect(html).toContain('Still running when this was written');
    expect(dataOf(html).devices[1]?.results[0]?.outcome).toBe('pending');
  });

  it('is a page of its own making whatever a run holds (property)', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const view = foldEvents(events, { ownerAlive: true });
        const html = reportOf(view);
        expect(tags(html, 'script')).toBe(3);
        expect(tags(html, 'section')).toBe(html.split('</section>').length - 1);
        expect(tags(html, 'template')).toBe(html.split('</template>').length - 1);
        const { devices } = dataOf(html);
        expect(devices.flatMap(({ results }) => results)).toHaveLength(view.rows().length);
      }),
      { numRuns: 60 },
    );
  });
});
