import { toCommands } from '../model/command.ts';
import type { PlanDocument, StepDocument } from '../model/plan-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { type AggregateParts, aggregateOf } from './aggregate-steps.ts';
import { planSummary } from './plan-summary.ts';
import type { PlanView, StepView } from './plan-view.ts';

/** The whole document of a plan, nothing cut. */
export function buildPlanDocument(plan: PlanView, parts: AggregateParts): PlanDocument {
  const steps = plan.steps();
  return {
    run_id: plan.planId,
    kind: 'plan',
    state: plan.state,
    devices: foldNames(plan.devices),
    summary: planSummary(plan, steps),
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
