/** One folder of src/: what it holds is told in src/README.md, what it may import here, and why. */
export interface Room {
  readonly layer: number;
  readonly imports: readonly string[];
  /** Rooms it may name in `import type` only. */
  readonly typesFrom?: readonly string[];
  /** Node.js modules it may import. */
  readonly node: 'any' | readonly string[];
  /** Why everything else is banned. */
  readonly reason: string;
}

const pure: Room = {
  layer: 2,
  imports: ['base', 'model'],
  node: [],
  reason: 'pure rooms decide and compute only: the same input gives the same answer, without files, sockets or time',
};

const io: Room = {
  layer: 2,
  imports: ['base', 'model'],
  node: 'any',
  reason: 'each room of files or sockets stands behind its own port and can be replaced without the others noticing',
};

const surface: Room = {
  layer: 6,
  imports: ['base', 'model', 'app', 'present'],
  typesFrom: ['result'],
  node: 'any',
  reason: 'a surface asks the facade in app/ and shows what present/ made; surfaces never know each other or a socket',
};

export const rooms: Readonly<Record<string, Room>> = {
  base: {
    layer: 0,
    imports: [],
    // Files only for making a folder, which every room of files needs alike.
    node: ['node:util', 'node:path', 'node:fs/promises'],
    reason: 'everything stands on base, so base stands on nothing',
  },
  model: { layer: 1, imports: ['base'], node: [], reason: 'the model is shapes and their checks, known to all rooms' },
  guard: pure,
  plan: pure,
  platform: pure,
  result: pure,
  redact: pure,
  mask: pure,
  settings: io,
  inventory: io,
  transport: io,
  history: io,
  access: io,
  audit: io,
  metrics: {
    layer: 2,
    imports: ['base', 'model'],
    node: [],
    reason: 'the form in which Prometheus reads figures is known in one room, which only listens',
  },
  notify: io,
  session: {
    layer: 3,
    imports: [
      ...['base', 'model', 'guard', 'plan', 'platform', 'redact', 'result', 'mask'],
      ...['settings', 'inventory', 'transport', 'history'],
    ],
    node: 'any',
    reason: 'a session knows connections and platforms, but not when it runs nor who asked',
  },
  schedule: {
    layer: 3,
    imports: ['base', 'model'],
    node: [],
    reason: 'the scheduler decides when a job runs and never sees a socket: its jobs may one day run elsewhere',
  },
  app: {
    layer: 4,
    imports: [
      ...['base', 'model', 'guard', 'plan', 'platform', 'result', 'settings', 'inventory', 'transport', 'history'],
      ...['audit', 'notify', 'session', 'schedule'],
    ],
    node: 'any',
    reason: 'the use cases use the rooms below and know no surface',
  },
  present: {
    layer: 5,
    imports: ['base', 'model', 'result'],
    node: [],
    reason: 'presenting turns a run into text or JSON and must give the same for a live run and one read from disk',
  },
  mcp: surface,
  cli: surface,
  sim: surface,
};

/** Files at the top of src/, which may import every room: here concrete parts are built and wired, nowhere else. */
export const topFiles = ['compose.ts', 'pino-logger.ts', 'main.ts', 'index.ts'] as const;

export interface PackageRule {
  /** Folders or top files of src/ that may import it. */
  readonly only: readonly string[];
  readonly reason: string;
}

/** Every npm package that src/ may import, and where. A package that is missing here is refused. */
export const packages: Readonly<Record<string, PackageRule>> = {
  ssh2: { only: ['transport/ssh2', 'sim'], reason: 'SSH stays behind the transport port and can be exchanged' },
  zod: {
    only: ['model', 'settings', 'inventory', 'access', 'mcp', 'audit'],
    reason: 'what enters is checked where it enters; inside, types are enough',
  },
  yaml: { only: ['base'], reason: 'one front end reads the files that people write, with one set of limits' },
  'p-limit': { only: ['notify'], reason: 'one place bounds how many webhooks are sent at once' },
  pino: { only: ['pino-logger.ts'], reason: 'all others log through the port in base/logger.ts' },
  '@modelcontextprotocol/server': { only: ['mcp'], reason: 'the protocol is known in one room' },
  '@modelcontextprotocol/node': { only: ['mcp'], reason: 'the protocol is known in one room' },
  '@modelcontextprotocol/express': { only: ['mcp'], reason: 'the protocol is known in one room' },
  jose: { only: ['access'], reason: 'signatures of access tokens are checked where access is decided' },
  express: { only: ['mcp'], reason: 'the only HTTP there is is MCP over HTTP' },
  commander: { only: ['cli'], reason: 'the command line is read in one room' },
  picocolors: { only: ['present'], reason: 'colour is a part of how a text looks' },
  'get-east-asian-width': { only: ['present'], reason: 'so is how many columns it takes' },
  'fastest-levenshtein': { only: ['inventory'], reason: '"did you mean" is about names in the inventory' },
  diff: { only: ['result'], reason: 'answers are compared where they are grouped' },
  '@jmespath-community/jmespath': {
    only: ['result'],
    reason: 'fields are picked where outputs are read, within bounds',
  },
  'prom-client': { only: ['metrics'], reason: 'the form in which Prometheus reads figures is known in one room' },
  re2js: { only: ['result', 'redact'], reason: 'patterns from outside run in linear time, where outputs are read' },
  ulid: { only: ['app'], reason: 'run ids are given where runs start' },
};
