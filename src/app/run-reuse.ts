import { onAbort } from '../base/abort.ts';
import type { ByteBudget } from '../base/byte-budget.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { ApprovedCommand, ApprovedJob, ApprovedPlan } from '../model/approved-plan.ts';
import type { OutputFormat } from '../model/output-format.ts';
import { type AnswerSources, findAnswers, type WantedAnswer } from './find-answers.ts';
import type { LiveRun } from './live-run.ts';
import type { ReuseTerms } from './reuse-terms.ts';
import type { SharedRead, SharedReads } from './shared-reads.ts';
import { reusedEvents, type StoredAnswer, storedAnswer } from './stored-answer.ts';

export interface ReuseParts {
  readonly terms: ReuseTerms;
  readonly plan: ApprovedPlan;
  readonly format: OutputFormat;
  readonly budget: ByteBudget;
}

export interface ReusePorts extends AnswerSources {
  readonly shared: SharedReads;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Answers commands of a run with what is known already, or will be: from earlier runs, or from others under way. */
export class RunReuse {
  readonly #run: LiveRun;
  readonly #parts: ReuseParts;
  readonly #ports: ReusePorts;
  readonly #origins: ReadonlyMap<string, string | null>;
  readonly #waitingFor = new Map<ApprovedCommand, SharedRead>();

  constructor(run: LiveRun, parts: ReuseParts, ports: ReusePorts) {
    this.#run = run;
    this.#parts = parts;
    this.#ports = ports;
    const { devices, origins = [] } = run.started;
    this.#origins = new Map(devices.map((device, index) => [device, origins[index] ?? null]));
  }

  /** Takes what there is. A history that cannot be read has nothing: then the devices are asked. */
  async find(): Promise<void> {
    const { terms, format } = this.#parts;
    if (terms.resumed !== null) this.#takeResumed(terms.resumed);
    if (terms.maxAgeMs === null) return;
    const wanted = this.#wanted();
    const { mayBegin: signal } = this.#run;
    const notBefore = this.#ports.clock.now() - terms.maxAgeMs;
    const { runId } = this.#run;
    try {
      await findAnswers(
        wanted,
        { runId, format, notBefore, mayReuse: terms.mayReuse, signal },
        this.#ports,
        ({ device, commandIndex }, answer) => this.#take(device, commandIndex, answer),
      );
    } catch (thrown) {
      this.#ports.logger.warn({ err: thrown }, 'earlier answers could not be looked up; the devices are asked');
    }
  }

  /** What is left of a job once the reads of others that it can share have ended; null when that is nothing. */
  async left(job: ApprovedJob): Promise<ApprovedJob | null> {
    await Promise.all(job.commands.map((command) => this.#share(job.device.name, command)));
    const commands = job.commands.filter(({ index }) => this.#isOpen(job.device.name, index));
    if (commands.length === job.commands.length) return job;
    return commands.length === 0 ? null : { ...job, commands };
  }

  #takeResumed({ view, origins }: NonNullable<ReuseTerms['resumed']>): void {
    const originOf = new Map(view.devices.map((device, index) => [device, origins[index] ?? null]));
    for (const { device, commands } of this.#parts.plan.jobs) {
      const origin = this.#origins.get(device.name) ?? null;
      if (origin === null || originOf.get(device.name) !== origin) continue;
      for (const { index } of commands) {
        const row = view.row(device.name, index);
        const answer = row === undefined ? null : storedAnswer(view.runId, row);
        if (answer !== null) this.#take(device.name, index, answer);
      }
    }
  }

  /** What is still open of the reading commands, less those that another run is asking just now. */
  #wanted(): Set<WantedAnswer> {
    const { plan, format, terms } = this.#parts;
    const wanted = new Set<WantedAnswer>();
    for (const { device, commands } of plan.jobs) {
      const origin = this.#origins.get(device.name) ?? null;
      if (origin === null) continue;
      for (const command of commands) {
        const { index, text, verdict } = command;
        if (verdict !== 'read' || !this.#isOpen(device.name, index)) continue;
        const key = JSON.stringify([device.name, origin, format, text]);
        const shared = this.#ports.shared.join(key, this.#run, device.name, index);
        if (shared === null) wanted.add({ device: device.name, origin, commandIndex: index, text });
        else if (terms.mayReuse(shared.run.view.devices)) this.#waitingFor.set(command, shared);
      }
    }
    return wanted;
  }

  async #share(device: string, command: ApprovedCommand): Promise<void> {
    const shared = this.#waitingFor.get(command);
    if (shared === undefined) return;
    let stop = (): void => {};
    const aborted = new Promise<null>((resolve) => {
      stop = onAbort(this.#run.mayBegin, () => resolve(null));
    });
    const answer = await Promise.race([shared.answer, aborted]);
    stop();
    // It may itself be an old one, older than this run takes.
    const oldest = this.#ports.clock.now() - (this.#parts.terms.maxAgeMs ?? 0);
    if (answer !== null && answer.endedAt >= oldest) this.#take(device, command.index, answer);
  }

  #isOpen(device: string, commandIndex: number): boolean {
    return this.#run.view.row(device, commandIndex)?.finished === null;
  }

  #take(device: string, commandIndex: number, answer: StoredAnswer): void {
    if (!this.#isOpen(device, commandIndex)) return;
    const bytes = Buffer.byteLength(answer.stdout) + Buffer.byteLength(answer.stderr);
    // What does not fit is asked for, and ends as any answer that does not fit.
    if (this.#parts.budget.take(bytes) < bytes) return;
    for (const event of reusedEvents(answer, device, commandIndex, this.#ports.clock.now())) this.#run.emit(event);
  }
}
