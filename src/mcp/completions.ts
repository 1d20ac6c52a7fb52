import type { Rollcall } from '../app/rollcall.ts';

/** As many as the protocol lets a server suggest (MCP, `completion/complete`). */
const maxSuggestions = 100;

type Complete = (
  value: string,
  context?: { readonly arguments?: Readonly<Record<string, string>> },
) => Promise<string[]>;

/** What can stand for an argument that somebody is typing. What cannot be looked up suggests nothing. */
export function completions(rollcall: Rollcall): Readonly<Record<'runIds' | 'devicesOfRun' | 'selectors', Complete>> {
  const names = async (): Promise<readonly string[]> => (await rollcall.listDevices()).devices.map(({ name }) => name);
  return {
    runIds: suggesting(async () => {
      const { entries } = await rollcall.listRuns({ limit: maxSuggestions });
      return entries.map(({ runId }) => runId);
    }),
    devicesOfRun: suggesting(async (context) => {
      const runId = context?.arguments?.run_id;
      return runId === undefined || runId === '' ? names() : (await rollcall.readRun(runId)).devices;
    }),
    selectors: suggesting(async () => {
      const { groups } = await rollcall.listDevices();
      return ['all', ...[...groups.keys()].map((group) => `@${group}`), ...(await names())];
    }),
  };
}

function suggesting(find: (context: Parameters<Complete>[1]) => Promise<readonly string[]>): Complete {
  return async (value, context) => {
    try {
      const found = await find(context);
      return found.filter((each) => each.startsWith(value)).slice(0, maxSuggestions);
    } catch {
      return [];
    }
  };
}
