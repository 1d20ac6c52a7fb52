import { afterEach, describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { ApprovalQuestion } from '../../src/model/approval.ts';
import type { Person } from '../support/clients/client-driver.d.mts';
import { eras, type Harness, type HarnessOptions, textOf, transports } from '../support/mcp-harness.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { mixed } from '../support/tool-calls.ts';

const question: ApprovalQuestion = {
  id: 'question-1',
  phrase: 'change 2',
  changedDevices: 2,
  planHash: 'a1b2c3d4e5f6a7b8',
  parts: [{ devices: ['r1', 'r2'], lines: [{ line: 'clear  bgp neighbor', verdict: 'dangerous' }] }],
};
const request = { devices: 'all', command: 'clear  bgp neighbor' };
const typing =
  (text: string): Person =>
  () => ({ action: 'accept', content: { approval: text } });

let harness: Harness | null = null;
afterEach(async () => {
  await harness?.close();
  harness = null;
});

describe.each(eras.flatMap((era) => [[era, 'http'] as const, [era, 'stdio'] as const]))(
  'an approval by a client of %s over %s',
  (era, transport) => {
    async function open(options: HarnessOptions = {}): Promise<Harness> {
      const devices = [sampleDevice('r1'), sampleDevice('r2')];
      harness = await transports[transport](era, { devices, onRun: mixed, changes: true, ...options });
      harness.rollcall.question = question;
      return harness;
    }
    const call = ({ client }: Harness, args: Record<string, unknown> = request) =>
      client.callTool('execute_command_batch', args);

    it('shows the person the devices and the bytes, and passes on what they type', async () => {
      const seen: string[] = [];
      const opened = await open({
        person: ({ message, requestedSchema }) => {
          seen.push(message, JSON.stringify(requestedSchema));
          return { action: 'accept', content: { approval: ' change 2 ' } };
        },
      });
      const answer = await call(opened);
      expect(answer.isError ?? false).toBe(false);
      expect(answer.structuredContent).toMatchObject({ summary: { total: 2, succeeded: 2 } });
      expect(seen).toHaveLength(2);
      expect(seen[0]).toContain('On r[1-2] (2 devices)');
      expect(seen[0]).toContain('"clear  bgp neighbor"  (dangerous)');
      expect(seen[0]).toContain('type: change 2');
      expect(seen[1]).toContain('"required":["approval"]');
      expect(opened.rollcall.approvals).toEqual([{ id: 'question-1', typed: ' change 2 ', by: 'elicitation' }]);
    });

    it.each<[string, ReturnType<Person>]>([
      ['declines', { action: 'decline' }],
      ['closes the question', { action: 'cancel' }],
      ['accepts with an empty form', { action: 'accept', content: {} }],
    ])('a person who %s has approved nothing', async (_what, answer) => {
      const opened = await open({ person: () => answer });
      opened.rollcall.approvalError = new RollcallError('approval_refused', 'it was not approved; nothing was sent');
      const result = await call(opened).catch((thrown: unknown) => ({
        isError: true,
        content: [{ type: 'text', text: String(thrown) }],
      }));
      expect(result.isError).toBe(true);
      expect(opened.rollcall.runs).toEqual([]);
    });

    it('a client that can ask nobody is asked nothing, and starts without an approval', async () => {
      const opened = await open();
      await call(opened);
      expect(opened.rollcall.approvals).toEqual([undefined]);
      expect(opened.rollcall.mayChange).toEqual([undefined]);
    });

    it('asks again where the plan has changed meanwhile', async () => {
      const phrases: string[] = [];
      const opened = await open({
        person: ({ message }) => {
          phrases.push(/type: (change \d+)/.exec(message)?.[1] ?? '');
          return typing(phrases.at(-1) ?? '')({ message });
        },
      });
      opened.rollcall.approvalError = new RollcallError('approval_stale', 'the plan is another');
      expect((await call(opened)).isError ?? false).toBe(false);
      expect(phrases).toEqual(['change 2', 'change 2']);
      expect(opened.rollcall.approvals).toHaveLength(2);
      expect(opened.rollcall.runs).toHaveLength(1);
    });

    it('refuses what is too long to be shown whole, and asks nobody', async () => {
      const asked: string[] = [];
      const opened = await open({
        person: ({ message }) => {
          asked.push(message);
          return { action: 'decline' };
        },
      });
      const devices = Array.from({ length: 1_000 }, (_, index) => `r${index * 7 + (index % 3)}-x`);
      opened.rollcall.question = { ...question, parts: [{ devices, lines: question.parts[0]?.lines ?? [] }] };
      const answer = await call(opened);
      expect(answer.isError).toBe(true);
      expect(textOf(answer)).toContain('ask for fewer devices');
      expect([asked, opened.rollcall.runs]).toEqual([[], []]);
      expect(opened.rollcall.refusals).toMatchObject([{ request, code: 'approval_too_long' }]);
    });

    it('asks nothing where there is nothing to approve', async () => {
      const opened = await open({ person: () => ({ action: 'decline' }) });
      opened.rollcall.question = null;
      const answer = await call(opened, { devices: 'all', command: 'show version' });
      expect(textOf(answer)).toContain('answer to show version');
      expect(opened.rollcall.approvals).toEqual([undefined]);
    });
  },
);
