import { expect, it } from 'vitest';
import type { ApprovalQuestion } from '../../src/model/approval.ts';
import { approvalText, shownChars } from '../../src/present/approval-text.ts';

const question = (devices: readonly string[]): ApprovalQuestion => ({
  id: 'q',
  planHash: '0f6ad0a3a5ad4c1e',
  phrase: 'change 1 9c41',
  changedDevices: devices.length,
  parts: [{ devices, lines: [{ line: 'clear arp', verdict: 'write' }] }],
});

it('shows all of it or nothing: what is longer than a person is shown cannot be approved', () => {
  const many = (count: number) =>
    question(Array.from({ length: count }, (_, index) => `r${index * 7 + (index % 3)}-x`));
  expect(approvalText(question(['core-r1', 'core-r2']), shownChars.elicitation)).toContain('core-r[1-2]');
  const folded = question(Array.from({ length: 10_000 }, (_, index) => `core-r${index}`));
  expect(approvalText(folded, shownChars.elicitation)).toContain('core-r[0-9999] (10000 devices)');
  expect(() => approvalText(many(1_000), shownChars.elicitation)).toThrow(/takes \d+ characters to show/);
  expect(approvalText(many(1_000), shownChars.terminal)).toContain('6993]-x (1000 devices)');
  expect(() => approvalText(many(10_000), shownChars.terminal)).toThrow(/nothing was sent/);
});

it('shows odd characters in names as what they are', () => {
  expect(approvalText(question(['r1\u202e', 'r2']), 4_000)).toContain('On "r1\\u{202e}",r2 (2 devices)');
});

it('names every device and shows every line to the byte', () => {
  const whole: ApprovalQuestion = {
    id: 'q',
    planHash: '0f6ad0a3a5ad4c1e',
    phrase: 'change 3',
    changedDevices: 3,
    parts: [
      {
        devices: ['core-r1', 'core-r2', 'core-r4'],
        lines: [
          { line: 'clear  bgp neighbor "a\tb"', verdict: 'dangerous' },
          { line: 'show bgp summary | match "ü\u202e"', verdict: 'read' },
        ],
      },
      { devices: ['edge-r9'], lines: [{ line: 'show version', verdict: 'read' }] },
    ],
  };
  expect(approvalText(whole, 4_000)).toBe(`This may change something on 3 devices, and nothing takes it back.

On core-r[1-2,4] (3 devices), in this order:
  1. "clear  bgp neighbor \\"a\\tb\\""  (dangerous)
  2. "show bgp summary | match \\"\\u{fc}\\u{202e}\\""  (read)

On edge-r9 (1 device), in this order:
  1. "show version"  (read)

Plan 0f6ad0a3a5ad. To send exactly this, type: change 3
Anything else sends nothing.`);
});
