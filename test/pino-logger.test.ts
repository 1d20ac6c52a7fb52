import { describe, expect, it } from 'vitest';
import { RollcallError } from '../src/base/rollcall-error.ts';
import { Secret } from '../src/base/secret.ts';
import { pinoLogger } from '../src/pino-logger.ts';

function logged(format: 'text' | 'json') {
  const lines: string[] = [];
  return { lines, logger: pinoLogger({ level: 'info', format, write: (line) => lines.push(line) }) };
}

describe('pinoLogger', () => {
  it('writes one plain line for people', () => {
    const { lines, logger } = logged('text');
    logger.warn({ device: 'r1', err: new RollcallError('unreachable', 'refused') }, 'no luck');
    logger.debug({}, 'not at this level');
    expect(lines).toEqual(['rollcall: warn: no luck: refused device="r1"\n']);
  });

  it('writes JSON for machines, with the code and the causes of an error', () => {
    const { lines, logger } = logged('json');
    logger.error({ err: new RollcallError('defect', 'broke', { cause: new Error('why') }) }, 'a bug');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'a bug',
      err: { code: 'defect', message: 'broke', cause: { message: 'why' } },
    });
  });

  it('shows no secret and nothing that hangs on a foreign error', () => {
    const canary = Math.random().toString(36).slice(2);
    const foreign = Object.assign(new Error('failed'), { options: { password: canary } });
    for (const format of ['text', 'json'] as const) {
      const { lines, logger } = logged(format);
      logger.error({ err: foreign, password: new Secret(canary) }, 'oops');
      expect(lines.join('')).not.toContain(canary);
    }
  });
});
