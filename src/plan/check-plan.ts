import { RollcallError } from '../base/rollcall-error.ts';
import { type Command, toCommands } from '../model/command.ts';
import { maxSteps } from '../model/plan-request.ts';
import type { PlanStep } from '../model/plan-step.ts';
import { parseSelector } from '../model/selector/parse-selector.ts';
import type { Selector } from '../model/selector/selector.ts';
import type { ExpressionPorts, PlanProblem } from './plan-problem.ts';
import { stepKeyProblems } from './step-keys.ts';
import { ancestorsOf, cycleIn, parentsOf } from './step-parents.ts';
import { fillSlots, templateSlots } from './template.ts';

/** No step is called so: conditions have other things under these names. */
const reserved: ReadonlySet<string> = new Set(['device', 'rows']);

/**
 * Everything that can be wrong with steps before anything runs, beside steps that are there already (`before`). What the
 * inventory and the guard have to say is not known here.
 */
export function planProblems(
  steps: readonly PlanStep[],
  before: readonly PlanStep[],
  ports: ExpressionPorts,
): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const known = new Map(before.map((step) => [step.id, step]));
  if (steps.length + before.length > maxSteps) {
    problems.push({ path: [], text: `a plan has at most ${maxSteps} steps` });
  }
  steps.forEach((step, at) => {
    if (reserved.has(step.id)) problems.push({ path: [at, 'id'], text: `no step can be called ${step.id}` });
    if (known.has(step.id)) problems.push({ path: [at, 'id'], text: `there is a step "${step.id}" already` });
    else known.set(step.id, step);
  });
  steps.forEach((step, at) => {
    for (const parent of parentsOf(step)) {
      if (!known.has(parent)) {
        const key = [step.depends_on ?? []].flat().includes(parent) ? 'depends_on' : 'for_each';
        problems.push({ path: [at, key], text: `there is no step "${parent}"` });
      }
    }
  });
  const cycle = cycleIn(known);
  if (cycle !== null) {
    const at = steps.findIndex(({ id }) => id === cycle[0]);
    problems.push({ path: [at, 'depends_on'], text: `steps wait for each other in a circle: ${cycle.join(' → ')}` });
  }
  steps.forEach((step, at) => {
    const texts = [
      ...stepKeyProblems(step, ports),
      ...templateProblems(step, ancestorsOf(step.id, known)),
      ...whenProblems(step, known, ports),
    ];
    for (const { path, text } of texts) problems.push({ path: [at, ...path], text });
  });
  return problems;
}

function whenProblems(
  { id, when }: PlanStep,
  known: ReadonlyMap<string, PlanStep>,
  { refersTo, conditionComplaint }: ExpressionPorts,
): readonly PlanProblem[] {
  if (when === undefined || conditionComplaint(when) !== null) return [];
  const ancestors = ancestorsOf(id, known);
  return refersTo(when)
    .filter((name) => name !== 'device' && !ancestors.has(name))
    .map((name) => ({ path: ['when'], text: notBefore(name, known.has(name)) }));
}

function notBefore(name: string, exists: boolean): string {
  return exists
    ? `"${name}" is a step that this one does not depend on: add it to depends_on`
    : `"${name}" is no step and not device`;
}

function templateProblems(step: PlanStep, ancestors: ReadonlySet<string>): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const over = overStep(step);
  const look = (text: string, path: PlanProblem['path'], inCommand: boolean): void => {
    const slots = templateSlots(text);
    if ('wrong' in slots) {
      problems.push({ path, text: `${slots.wrong}: a template is {{step.column}}` });
      return;
    }
    if (new Set(slots.map(({ step: name }) => name)).size > 1) {
      problems.push({ path, text: 'templates of several steps cannot stand in one text' });
    }
    for (const { step: name } of slots) {
      if (!ancestors.has(name))
        problems.push({ path, text: `"${name}" in a template is no step that this one depends on` });
      else if (name !== over && (inCommand || over !== null)) {
        const hint = over === null ? `add for_each: ${name}` : `for_each goes over "${over}" only`;
        problems.push({ path, text: `the template needs a row of "${name}": ${hint}` });
      }
    }
  };
  for (const { text, index } of commandsOf(step)) look(text, ['command', index], true);
  if (step.check?.command.includes('{{')) {
    problems.push({ path: ['check', 'command'], text: 'a check takes no templates' });
  }
  for (const selector of [step.devices ?? []].flat()) {
    const before = problems.length;
    look(selector, ['devices'], false);
    const objection = problems.length > before ? null : selectorObjection(selector);
    if (objection !== null) problems.push({ path: ['devices'], text: objection });
  }
  for (const selector of [step.canary ?? []].flat()) {
    const objection = selectorObjection(selector);
    if (selector.includes('{{')) problems.push({ path: ['canary'], text: 'canary takes no templates' });
    else if (objection !== null) problems.push({ path: ['canary'], text: objection });
  }
  return problems;
}

/** A value in a selector is the name of a device and nothing else, so a template stands where such a name can. */
function selectorObjection(text: string): string | null {
  const name = 'the value of a template';
  let slots = 0;
  const filled = fillSlots(text, () => {
    slots += 1;
    return JSON.stringify(name);
  });
  try {
    const literals = literalsOf(parseSelector(filled)).filter((each) => each === name).length;
    return literals === slots ? null : oneName;
  } catch (thrown) {
    return slots > 0 ? oneName : RollcallError.from(thrown).message;
  }
}

const oneName = "a template in a selector is a term of its own: it stands for one device's name";

function literalsOf({ first, rest }: Selector): readonly string[] {
  return [first, ...rest.map(({ term }) => term)].flatMap((term) => {
    if (term.kind === 'literal') return [term.name];
    return term.kind === 'nested' ? literalsOf(term.selector) : [];
  });
}

const commandsOf = ({ command }: PlanStep): readonly Command[] => (command === undefined ? [] : toCommands(command));

/** The step whose rows a step goes over; null where it goes over none. */
export function overStep({ for_each }: PlanStep): string | null {
  if (for_each === undefined) return null;
  return typeof for_each === 'string' ? for_each : for_each.step;
}
