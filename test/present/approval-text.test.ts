import { expect, it } from 'vitest';
import { approvalText } from '../../src/present/approval-text.ts';

it('names every device and shows every line to the byte', () => {
  const text = approvalText({
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
  });
  expect(text).toBe(`This may change something on 3 devices, and nothing takes it back.

On core-r[1-2,4] (3 devices), in this order:
  1. "clear  bgp neighbor \\"a\\tb\\""  (dangerous)
  2. "show bgp summary | match \\"\\u{fc}\\u{202e}\\""  (read)

On edge-r9 (1 device), in this order:
  1. "show version"  (read)

Plan 0f6ad0a3a5ad. To send exactly this, type: change 3
Anything else sends nothing.`);
});
