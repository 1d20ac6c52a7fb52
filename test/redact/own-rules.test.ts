import { describe, expect, it } from 'vitest';
import type { PlatformName } from '../../src/model/platform-name.ts';
import type { RedactionRule } from '../../src/model/redaction-rules.ts';
import { redactionFrom } from '../../src/redact/redaction.ts';
import { bundledRedactionRules, readRedactionRules } from '../../src/settings/redaction-rules.ts';
import { hashForTests, markOf } from '../support/bundled-redaction.ts';

const bundled = await readRedactionRules(bundledRedactionRules);

/** What is left of a text with rules of one's own. */
function redactedBy(rules: readonly RedactionRule[], text: string, platform: PlatformName = 'junos'): string {
  const own = { rules, places: rules.map(() => 'own.yaml:1') };
  const redactor = redactionFrom(bundled, hashForTests, own)(platform, 'show x');
  return redactor.take(text) + redactor.finish();
}

describe("rules of one's own", () => {
  const employee: RedactionRule = { name: 'employee', near: ['badge'], pattern: String.raw`\bbadge (?P<secret>\d+)` };

  it('are added', () => {
    expect(redactedBy([employee], 'badge 4711; secret "hush"; x\n')).toBe(
      `badge ${markOf('4711')}; secret "${markOf('hush')}"; x\n`,
    );
  });

  it('take nothing from those of rollcall, not even by their names', () => {
    const names = bundled.rules.map(({ name }) => name);
    const rules = names.map((name) => ({ ...employee, name, platforms: ['eos'] as PlatformName[] }));
    for (const platform of ['eos', 'junos'] as const) {
      expect(redactedBy(rules, 'secret "hush"; x\n', platform)).toBe(`secret "${markOf('hush')}"; x\n`);
    }
    expect(redactedBy(rules, 'badge 4711\n', 'eos')).toBe(`badge ${markOf('4711')}\n`);
    expect(redactedBy(rules, 'badge 4711\n', 'junos')).toBe('badge 4711\n');
  });

  it('take linear time, whatever they look like', () => {
    const slow: RedactionRule = { name: 'slow', near: ['badge'], pattern: '(?P<secret>(?:a+)+)!$' };
    const { user } = process.cpuUsage();
    redactedBy([slow], `badge ${'a'.repeat(500)}\n`.repeat(20));
    expect(process.cpuUsage().user - user).toBeLessThan(5_000_000);
  });
});
