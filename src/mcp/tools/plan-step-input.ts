import { z } from 'zod';
import { maxSteps } from '../../model/plan-request.ts';
import { planStepSchema } from '../../model/plan-step.ts';

const { shape } = planStepSchema;

/** A step as a model is told of it; the check is that of every surface. */
const stepInput = z.strictObject({
  id: shape.id.describe('Its name within the plan: letters, digits, "_", begins with a letter.'),
  devices: shape.devices.describe(
    'Which devices, as in execute_command_batch. "{{step.device}}" stands for the devices in the rows of an earlier step.',
  ),
  command: shape.command.describe(
    'As in execute_command_batch. With for_each, "{{step.column}}" is filled from each row: "ping {{down.peer}} count 3". Left out in a step that only aggregates.',
  ),
  format: shape.format.describe('text (default), json or xml; rows.select needs json.'),
  rows: shape.rows.describe(
    'Makes rows of each answer, for later steps: {"select": JMESPath that gives an object or a list of objects} with format json, or {"match": RE2 with named groups, a row for each matching line}: {"match": "^(?P<peer>\\\\S+) .* Active"}. Every row also has device. Without it an answer is one row with its device.',
  ),
  depends_on: shape.depends_on.describe('Steps that have to end before: an id or a list of them.'),
  when: shape.when.describe(
    "JMESPath condition for each device over earlier steps it depends on: a step's id stands for the columns of its first row on that device, with rows and outcome beside. version_below(facts.release, '22.4') compares versions. The step runs only where it is true.",
  ),
  for_each: shape.for_each.describe(
    'An earlier step: runs once for each of its rows (the same command on the same device only once). {"step": id, "where": JMESPath condition over a row} takes some of them. Values that are not one plain token are refused.',
  ),
  wait_for: shape.wait_for.describe(
    'Asks a command that only reads again and again until it holds on each device: {"until": JMESPath condition over its row} or {"match": RE2 a line has to match}, with every_s (default 10) and deadline_s (default 300).',
  ),
  waves: shape.waves.describe(
    'The devices in turns, each a count or a share: [1, 5, "25%", "100%"]; the last size repeats. Stops when more than max_failed have failed (default with waves: any).',
  ),
  canary: shape.canary.describe('With waves: these devices first.'),
  pause_s: shape.pause_s.describe('With waves: seconds between them.'),
  check: shape.check.describe(
    'With waves: a reading command for the devices of each wave before the next, with until or match as in wait_for.',
  ),
  max_failed: shape.max_failed.describe(
    'How many devices may fail before the step counts as failed: a count or "10%". Default: it fails only when none succeeds.',
  ),
  on_failure: shape.on_failure.describe(
    'When it has failed: stop (default) cancels the steps that depend on it, continue lets them run, stop_all cancels the whole plan.',
  ),
  aggregate: shape.aggregate.describe(
    'Brings answers together: append (rows one after the other), table (a line for each device), fold (equal answers once), diff (how they differ). In a step without command of the steps in depends_on, else of its own.',
  ),
  priority: shape.priority.describe(
    'critical, high, normal (default) or low: whose jobs go first where there is a queue.',
  ),
  retries: shape.retries.describe(
    'How often a command is tried again that failed and did nothing, or only reads (default 0).',
  ),
  max_age_s: shape.max_age_s.describe(
    'Takes an answer on record that is at most this old, as in execute_command_batch.',
  ),
  timeout_s: shape.timeout_s.describe('Seconds each command may take on a device.'),
});

export const stepsInput = z.array(stepInput).min(1).max(maxSteps);
