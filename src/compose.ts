import { createHash, randomUUID } from 'node:crypto';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import type { IssuerAccessOptions } from './access/create-issuer-access.ts';
import { createTokenStore } from './access/create-token-store.ts';
import { readTlsFiles } from './access/read-tls-files.ts';
import { createPlannedRollcall } from './app/create-planned-rollcall.ts';
import { createReadiness } from './app/create-readiness.ts';
import { createWorkWatch } from './app/create-work-watch.ts';
import { createHistoryUpkeep } from './app/history-upkeep.ts';
import { stepProblems } from './app/plan/parse-plan.ts';
import { nodeProbe } from './app/process-probe.ts';
import { auditArchive } from './audit/audit-archive.ts';
import { createAuditTrail } from './audit/create-audit-trail.ts';
import { osUser } from './audit/os-user.ts';
import { expandPath } from './base/expand-path.ts';
import { RollcallError } from './base/rollcall-error.ts';
import { Semaphore } from './base/semaphore.ts';
import type { GlobalFlags, OpenedRollcall, ProcessParts, RoomParts } from './cli/cli-parts.ts';
import { sameInventory } from './cli/same-inventory.ts';
import { type Guard, guardOf } from './guard/guard.ts';
import { lazyGuard } from './guard/lazy-guard.ts';
import { createPlanHistory } from './history/create-plan-history.ts';
import { createRunHistory } from './history/create-run-history.ts';
import { createStatusBoard } from './history/create-status-board.ts';
import { currentOwner, isOwnerAlive } from './history/owner.ts';
import { createInventorySource } from './inventory/inventory-source.ts';
import { keyFileReader } from './inventory/key-file-reader.ts';
import { createSecretReader } from './inventory/secret-reader.ts';
import { maskerFrom } from './mask/masker-from.ts';
import type { TokenStore } from './model/access-token.ts';
import type { AccessEvent } from './model/audit.ts';
import type { Caller } from './model/caller.ts';
import type { IssuerAccess } from './model/issuer-access.ts';
import type { EffectiveSettings } from './model/settings.ts';
import { webhooksFor } from './notify/webhooks-for.ts';
import { pinoLogger } from './pino-logger.ts';
import { createScheduler } from './schedule/create-scheduler.ts';
import { createConnectionPool } from './session/connection-pool.ts';
import { pooledJobRunner } from './session/pooled-job-runner.ts';
import { redactionSource } from './session/redaction-source.ts';
import { loadGuardGrammars } from './settings/guard-grammars.ts';
import { ensureHome } from './settings/home.ts';
import { loadSettings } from './settings/load-settings.ts';
import { loadMaskRules } from './settings/mask-rules.ts';
import { readPlanFile } from './settings/read-plan-file.ts';
import { readPolicy } from './settings/read-policy.ts';
import { createHostKeyStore } from './transport/known-hosts/create-host-key-store.ts';
import { withFileLock } from './transport/known-hosts/file-lock.ts';
import { createLoginGate } from './transport/login-gate/create-login-gate.ts';
import { pacedDialer } from './transport/pacing/paced-dialer.ts';
import { createSsh2Dialer } from './transport/ssh2/create-ssh2-dialer.ts';
import { hostKeyTruster } from './transport/ssh2/trust-host-key.ts';

/** The one place where concrete parts are made and joined. */
export function composeRooms(own: ProcessParts): RoomParts {
  const { env, clock, version } = own;
  const homeDir = homedir();
  const cwd = process.cwd();

  async function settingsFor(flags: GlobalFlags): Promise<EffectiveSettings> {
    const settings = loadSettings({
      flags: { inventory: flags.inventory, log_level: flags.logLevel, log_format: flags.logFormat },
      env,
      file: flags.settingsFile ?? null,
      homeDir,
    });
    return flags.home === undefined
      ? settings
      : { ...settings, home: expandPath(flags.home, cwd, homeDir), homeSource: { origin: 'flag', detail: '--home' } };
  }

  const loggerFor = ({ values }: EffectiveSettings) =>
    pinoLogger({ level: values.log_level, format: values.log_format, write: (text) => own.stderr.write(text) });

  async function open(flags: GlobalFlags, purpose: 'cli' | 'serve'): Promise<OpenedRollcall> {
    const settings = await settingsFor(flags);
    const { values, home } = settings;
    const changes = flags.allowChanges ?? false;
    // A variable's `~` comes here as it is: an MCP client has no shell.
    const policy = readPolicy(values.policy === null ? null : expandPath(values.policy, cwd, homeDir));
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
    // Grammars are read with the first question: most commands judge nothing. A server says at its start that one is broken.
    const makeGuard = (): Guard => guardOf({ grammars: loadGuardGrammars(), policy, digest });
    const guard = purpose === 'serve' ? makeGuard() : lazyGuard(makeGuard);
    // Broken rules are told at once, not with the first run.
    const ownRules = values.redaction === null ? null : expandPath(values.redaction, cwd, homeDir);
    const { redaction, redactionId } = await redactionSource(home, ownRules);
    const logger = loggerFor(settings);
    for (const warning of settings.warnings) logger.warn({}, warning);
    // Without a state folder a server would refuse every run; a command may need none, and a run says so itself.
    if (purpose === 'serve') await ensureHome(home);

    // An SSH configuration stands in for an inventory that settings name, but not for one beside it on the command line.
    const sshConfigAlone = flags.sshConfig !== undefined && flags.inventory === undefined;
    const inventory = createInventorySource({
      path: sshConfigAlone ? null : values.inventory,
      sshConfig: flags.sshConfig ?? null,
      purpose,
      env,
      cwd,
      homeDir,
      clock,
      logger,
    });
    const secrets = createSecretReader({ env, clock });
    const trustFlags = sameInventory(flags, cwd, homeDir);
    const hostKeys = createHostKeyStore({ homeDir: home, logger, clock, trustFlags });
    const handshakes = new Semaphore(values.handshakes);
    const gate = createLoginGate({ homeDir: home, clock, logger });
    const dialer = createSsh2Dialer({
      hostKeys,
      secrets,
      keyFiles: keyFileReader,
      gate,
      handshakes,
      keepaliveMs: values.keepalive_s * 1_000,
      clock,
      logger,
      env,
    });
    const paced = pacedDialer({ dialer, clock, loginsPerS: values.logins_per_s });
    const pool = createConnectionPool({
      dialer: paced,
      clock,
      idleCloseMs: values.idle_close_s * 1_000,
    });
    const masker = maskerFrom(loadMaskRules);
    const history = createRunHistory({ home, clock, logger });
    const upkeep = createHistoryUpkeep({ home, settings: values, ownerAlive: isOwnerAlive, clock, logger });
    if (purpose === 'serve') upkeep.background.nudge();
    const audit = createAuditTrail({
      home,
      mode: values.audit,
      process: { host: hostname(), pid: process.pid, user: osUser() },
      clock,
      logger,
    });
    const scheduler = createScheduler({ maxLimit: values.jobs_at_once, clock });
    const owner = currentOwner();
    const watch = createWorkWatch({
      ...{ clock, scheduler, purpose, pid: owner.pid },
      probe: nodeProbe(clock),
      board: createStatusBoard({ home, owner, ownerAlive: isOwnerAlive, clock, logger }),
      pool: () => ({ ...pool.connections, resting: paced.resting }),
      memoryLimitBytes: values.memory_limit_bytes,
    });
    const plans = createPlanHistory({ home, clock, logger });
    const rollcall = createPlannedRollcall({
      inventory,
      guard,
      history,
      plans,
      maxPlanJobs: values.plan_jobs,
      audit,
      jobs: pooledJobRunner({ pool, clock, outputLimitBytes: values.output_limit_bytes, redaction }),
      redactionId,
      scheduler,
      pool,
      watch,
      trust: hostKeyTruster({ hostKeys, handshakes, clock }),
      owner,
      ownerAlive: isOwnerAlive,
      clock,
      logger,
      maxParallel: values.max_parallel,
      changes,
      newId: randomUUID,
      runOutputLimitBytes: values.run_output_limit_bytes,
      webhooks: webhooksFor(values, {
        absolute: (path) => expandPath(path, cwd, homeDir),
        ...{ secrets, purpose, version, clock, logger },
      }),
    });
    rollcall.onRunEnded(() => upkeep.background.nudge());
    return {
      rollcall,
      settings,
      changes,
      masker,
      policy,
      ...{ snapshots: upkeep.snapshots, prune: upkeep.prune },
      work: watch,
      readiness: createReadiness({
        inventory,
        stateFolder: () => ensureHome(home),
        draining: () => scheduler.load.draining,
        clock,
      }),
      forgetRefusals: (signal) => gate.clear(signal),
      async close() {
        await rollcall.close();
        scheduler.close();
        await watch.close();
        await upkeep.background.close();
        await Promise.all([dialer, secrets, history, plans, audit, inventory].map((part) => part.close()));
        await gate.close();
      },
    };
  }

  function tokensIn(settings: EffectiveSettings): TokenStore {
    const path = join(settings.home, 'tokens.json');
    const heldError = (message: string, hint: string): RollcallError =>
      new RollcallError('bad_settings', message, { hint, phase: 'request' });
    const { signal } = new AbortController();
    return createTokenStore({
      path,
      clock,
      logger: loggerFor(settings),
      async lock(work) {
        await ensureHome(settings.home);
        return withFileLock(`${path}.lock`, { clock, signal, heldError }, work);
      },
    });
  }

  // The MCP SDK with its HTTP server, and the simulator, take longer to load than most commands to run: only on demand.
  async function factoryFor(opened: OpenedRollcall, surface: Caller['surface']) {
    const { rollcall, settings, changes, masker } = opened;
    const { createMcpFactory } = await import('./mcp/create-mcp-factory.ts');
    const logger = loggerFor(settings);
    return createMcpFactory({
      rollcall,
      settings: { ...settings.values, changes },
      masker,
      version,
      surface,
      clock,
      logger,
    });
  }

  return {
    open,
    loadSettings: settingsFor,
    readPlan: (path) => readPlanFile(path, stepProblems),
    openTokens: async (flags) => tokensIn(await settingsFor(flags)),
    auditArchive: async (flags) => auditArchive((await settingsFor(flags)).home),
    async serveStdio(opened) {
      const { serveMcpStdio } = await import('./mcp/serve-stdio.ts');
      const factory = await factoryFor(opened, 'mcp-stdio');
      const serving = await serveMcpStdio(factory, { logger: loggerFor(opened.settings), clock });
      return { ...serving, url: null };
    },
    async serveHttp(opened, { tls, oauth, ...options }) {
      const [{ serveMcpHttp }, { createMetrics }] = await Promise.all([
        import('./mcp/serve-http.ts'),
        import('./metrics/create-metrics.ts'),
      ]);
      const absolute = (path: string): string => expandPath(path, cwd, homeDir);
      const pem = tls === undefined ? null : await readTlsFiles(absolute(tls.cert), absolute(tls.key));
      const tokens = tokensIn(opened.settings);
      const logger = loggerFor(opened.settings);
      const issuer = oauth === undefined ? null : await issuerAccess({ ...oauth, clock, logger });
      const metrics = createMetrics({ version, status: () => opened.work.own() });
      const parts = {
        ...{ metrics, readiness: opened.readiness },
        ...(pem !== null && { tls: pem }),
        ...(issuer !== null && { issuer }),
        ...{ tokens, clock, logger, rollcall: opened.rollcall },
        recordAccess: (event: AccessEvent, token: string | null) =>
          void opened.rollcall.recordAccess({ surface: 'mcp-http', client: null, token }, event),
      };
      const factory = await factoryFor(opened, 'mcp-http');
      const forget = opened.work.listen(metrics.watch);
      const serving = await serveMcpHttp(factory, { ...options, ...parts }).catch((thrown: unknown) => {
        issuer?.close();
        throw thrown;
      });
      return {
        ...serving,
        async close() {
          await serving.close();
          forget();
          issuer?.close();
          await tokens.close();
        },
      };
    },
    async startFleet({ faults, ...options }) {
      const [{ parseFaults }, { startFleet }] = await Promise.all([
        import('./sim/fault.ts'),
        import('./sim/start-fleet.ts'),
      ]);
      return startFleet({ ...options, faults: parseFaults(faults) });
    },
  };
}

async function issuerAccess(options: IssuerAccessOptions): Promise<IssuerAccess> {
  const { createIssuerAccess } = await import('./access/create-issuer-access.ts');
  return createIssuerAccess(options);
}
