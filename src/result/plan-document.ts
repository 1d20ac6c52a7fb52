import { toSeconds } from '../base/duration.ts';
import { toCommands } from '../model/command.ts';
import type { PlanDocument, StepDocument } from '../model/plan-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { type AggregateParts, aggregateOf } from './aggregate-steps.ts';
import type { PlanView, StepView } from './plan-view.ts';

/** The whole document of a plan, nothing cut. */
export function buildPlanDocument(plan: PlanView, parts: AggregateParts): PlanDocument {
  const steps = plan.steps();
  const byState: Record<string, number> = {};
  for (const { state } of steps) byState[state] = (byState[state] ?? 0) + 1;
  const sum = (count: (end: NonNullable<StepView['end']>) => number): number =>
    steps.reduce((total, { end }) => total + (end === null ? 0 : count(end)), 0);
  const lastTime = steps.reduce(
    (last, { endTime }) => (endTime !== null && endTime > last ? endTime : last),
    plan.startTime,
  );
  return {
    run_id: plan.planId,
    kind: 'plan',
    state: plan.state,
    devices: foldNames(plan.devices),
    summary: {
      steps: byState,
      total: sum(({ total }) => total),
      succeeded: sum(({ succeeded }) => succeeded),
      failed: sum(({ failed }) => failed),
      start_time: plan.startTime,
      end_time: plan.endTime,
      total_duration: toSeconds(Math.max(0, Date.parse(plan.endTime ?? lastTime) - Date.parse(plan.startTime))),
    },
    steps: steps.map((step) => stepDocument(plan, step, parts)),
    warnings: [...plan.warnings],
    truncated: null,
    next: null,
  };
}

function stepDocument(plan: PlanView, view: StepView, parts: AggregateParts): StepDocument {
  const { step, state, end, reason, waitsFor, leftOut, refused, refusedCount, waves, runs } = view;
  const aggregate = aggregateOf(plan, view, parts);
  const asked = step.devices === undefined ? undefined : [step.devices].flat().join(',');
  const devices = view.devices ?? asked;
  const rows = end?.rows ?? [];
  return {
    id: step.id,
    state,
    ...(step.command !== undefined && { command: toCommands(step.command).map(({ text }) => text) }),
    ...(devices !== undefined && devices !== '' && { devices }),
    ...(waitsFor.length > 0 && { waits_for: [...waitsFor] }),
    ...(reason !== null && { code: reason.code, reason: reason.text }),
    start_time: view.startTime,
    end_time: view.endTime,
    total: end?.total ?? view.count,
    succeeded: end?.succeeded ?? 0,
    failed: end?.failed ?? 0,
    ...(end !== null && end.failures.length > 0 && { failures: [...end.failures] }),
    ...(leftOut.length > 0 && { left_out: [...leftOut] }),
    ...(refusedCount > 0 && { refused: [...refused], refused_count: refusedCount }),
    ...(waves !== null && { waves: [...waves] }),
    runs: runs.map(({ run_id }) => run_id),
    run_count: runs.length,
    ...(step.rows !== undefined && rows.length > 0 && { rows: [...rows] }),
    row_count: rows.length,
    ...(aggregate !== undefined && { aggregate }),
  };
}
