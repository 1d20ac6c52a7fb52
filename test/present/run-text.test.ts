import { describe, expect, it } from 'vitest';
import type { RunDocument } from '../../src/model/run-document.ts';
import { runText } from '../../src/present/run-text.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { type Answer, answered, ended, foldOf, runId, started } from '../result/run-events.ts';

const plain = { color: false, width: 80 };

function documentOf(answers: Record<string, Answer>, view: 'folded' | 'per_device' = 'folded'): RunDocument {
  const events = Object.entries(answers).flatMap(([device, answer]) => answered(device, answer));
  return buildDocument(foldOf(started(Object.keys(answers)), [...events, ended(1_204)]), { view });
}

describe('runText', () => {
  const answers: Record<string, Answer> = {
    'core-r1': { stdout: 'Junos: 22.4R3\n' },
    'core-r2': { stdout: 'Junos: 22.4R3\n' },
    'core-r3': { stdout: 'Junos: 21.4R3' },
    'edge-r9': { outcome: 'auth_failed', message: 'every credential was refused', hint: 'check the password' },
    'edge-r8': { outcome: 'command_timeout', message: 'no answer in time', stdout: 'Jun' },
  };

  it('folds equal answers as clush -b does, failures and summary at the end', () => {
    expect(runText(documentOf(answers), plain)).toBe(
      [
        '---------------',
        'core-r[1-2] (2)',
        '---------------',
        'Junos: 22.4R3',
        '-----------',
        'core-r3 (1)',
        '-----------',
        'Junos: 21.4R3',
        'edge-r9 (1): auth_failed in phase command: every credential was refused',
        '  hint: check the password',
        'edge-r8 (1): command_timeout in phase command: no answer in time',
        '  partial output:',
        'Jun',
        `3 of 5 succeeded in 1.2 s; 1 auth_failed, 1 command_timeout (run ${runId})`,
        '',
      ].join('\n'),
    );
  });

  it('breaks messages at the width of a terminal, at spaces, and keeps them on one line elsewhere', () => {
    const hint = 'check the password, and what else there is to check before the next run';
    const document = documentOf({
      ...answers,
      'edge-r9': { outcome: 'auth_failed', message: 'every credential was refused by the server', hint },
    });
    const lines = runText(document, { color: false, width: 44, messageWidth: 44 }).split('\n');
    expect(lines.filter((line) => line.length > 44)).toEqual([]);
    const last = lines.indexOf('edge-r9 (1): auth_failed in phase command:');
    expect(lines.slice(last, last + 4)).toEqual([
      'edge-r9 (1): auth_failed in phase command:',
      '  every credential was refused by the server',
      '  hint: check the password, and what else',
      '  there is to check before the next run',
    ]);
    expect(lines.at(-2)).toBe(`  (run ${runId})`);
    expect(runText(document, plain)).toContain(`  hint: ${hint}\n`);
  });

  it('breaks a heading between names and not within brackets', () => {
    const devices = ['core-r1', 'core-r3', 'core-r5', 'core-r7', 'edge-r01.ams', 'edge-r03.ams', 'x'];
    const document = documentOf(Object.fromEntries(devices.map((device) => [device, {}])));
    expect(runText(document, { color: false, width: 26 })).toContain('\ncore-r[1,3,5,7],\nedge-r[01,03].ams,x (7)\n');
  });

  it('colours the lines of a difference', () => {
    const answer = (last: string): Answer => ({ stdout: `${'the same line\n'.repeat(30)}${last}\n` });
    const document = documentOf({ r1: answer('common'), r2: answer('common'), r3: answer('own') });
    expect(runText(document, { ...plain, color: true })).toContain(
      '\u001b[31m-common\u001b[39m\n\u001b[32m+own\u001b[39m\n',
    );
    expect(runText(document, plain)).toContain('-common\n+own\n');
  });

  it('prints every device for itself in the per-device view', () => {
    const text = runText(documentOf(answers, 'per_device'), plain);
    expect(text).toContain('core-r1 (0.1 s)\n');
    expect(text).toContain('core-r2 (0.1 s)\n');
    expect(text.match(/Jun\n/g)).toHaveLength(1);
  });

  it('shows each partial output where they differ', () => {
    const lost = { outcome: 'connection_lost', message: 'gone' } as const;
    const text = runText(documentOf({ r1: { ...lost, stdout: 'undefined' }, r2: { ...lost, stdout: 'b' } }), plain);
    expect(text).toContain('r1 (connection_lost, partial output, 0.1 s)');
    expect(text).toContain('r[1-2] (2): connection_lost');
  });

  it('names the command of each answer where there are several, empty answers, stderr and odd exit statuses', () => {
    const events = [
      ...answered('r1', { commandIndex: 0 }),
      ...answered('r1', { commandIndex: 1, stdout: 'x', stderr: 'careful', exitStatus: 3 }),
    ];
    const document = buildDocument(foldOf(started(['r1'], ['show a', 'show b']), events), { view: 'folded' });
    const text = runText(document, plain);
    expect(text).toContain('r1 (1): show a\n');
    expect(text).toContain('(no output)\n');
    expect(text).toContain('r1 (1): show b (exit status 3)\n');
    expect(text).toContain('x\nstderr: careful\n');
    expect(text).toContain('running: 2 of 2 succeeded so far');
  });

  it('lets no control sequence of a device through', () => {
    const nasty = '\u001b]0;title\u0007\u001b[2J\u009b31m\r\nok\tthere\rover\u007f';
    const document = documentOf({ r1: { stdout: nasty }, r2: { outcome: 'defect', message: nasty, hint: nasty } });
    const text = runText({ ...document, warnings: [nasty] }, plain);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is what is tested
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain('␛]0;title␇␛[2J\ufffd31m\nok\tthere␍over␡');
    expect(document.groups?.[0]?.output).toBe(nasty);
  });

  it('colours only when asked to', () => {
    expect(runText(documentOf(answers), { ...plain, color: true })).toContain('\u001b[31m');
    expect(runText(documentOf(answers), plain)).not.toContain('\u001b');
  });

  it('breaks a long selector at commas and keeps the rule within the width', () => {
    const devices = Array.from({ length: 30 }, (_, index) => `site${'x'.repeat(index)}-r1`);
    const text = runText(documentOf(Object.fromEntries(devices.map((device) => [device, {}]))), plain);
    const [rule, ...heading] = text.split('\n');
    expect(rule?.length).toBeLessThanOrEqual(80);
    expect(heading.slice(0, 5).every((line) => line.length <= 80)).toBe(true);
  });

  it('shows what is pending', () => {
    const document = buildDocument(foldOf(started(['r1', 'r2']), answered('r1')), { view: 'folded' });
    expect(runText(document, plain)).toContain('pending: r2\n');
  });
});
