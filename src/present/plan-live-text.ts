import type { PlanView } from '../result/plan-view.ts';
import { printableLine } from './printable.ts';

/** `2/4 steps · running: alarms (120 devices) 3 s, bgp (12 devices) 1 s`, in at most `width` columns. */
export function planLiveText(plan: PlanView, now: number, width: number): string {
  const steps = plan.steps();
  const open = steps.filter(({ state }) => state === 'running' || state === 'waiting');
  const running = open.flatMap(({ step, state, count, startTime }) => {
    if (state !== 'running' || startTime === null) return [];
    const seconds = Math.max(0, Math.floor((now - Date.parse(startTime)) / 1_000));
    return [`${step.id} (${count} devices) ${seconds} s`];
  });
  const failed = steps.filter(({ state }) => state === 'failed').length;
  const parts = [`${steps.length - open.length}/${steps.length} steps`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (running.length > 0) parts.push(`running: ${running.join(', ')}`);
  const characters = [...printableLine(parts.join(' · '))];
  return characters.length <= width ? characters.join('') : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
