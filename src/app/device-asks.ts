import type { RollcallPorts } from './create-rollcall.ts';
import type { Rollcall } from './rollcall.ts';

/** What is asked of a single device beside runs. */
export function deviceAsks(
  ports: Pick<RollcallPorts, 'audit' | 'pool' | 'trust'>,
): Pick<Rollcall, 'trust' | 'checkDevice'> {
  const { audit, pool } = ports;
  return {
    async trust(device, signal, caller) {
      await audit.record(caller, { type: 'trust-asked', device: device.name });
      const answer = await ports.trust(device, signal);
      const { ok, detail } = answer;
      await audit.record(caller, { type: 'host-key-trusted', device: device.name, ok, detail });
      return answer;
    },

    async checkDevice(device, signal) {
      const answer = await pool.lease(device, { signal, onDialStart: () => {} });
      if (!answer.ok) return answer.failure;
      answer.lease.release();
      return null;
    },
  };
}
