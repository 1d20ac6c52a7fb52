import { type McpRequestContext, type McpServer, ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { Rollcall } from '../app/rollcall.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Caller } from '../model/caller.ts';
import { errorText } from './error-answer.ts';
import { readRunOrPlan } from './read-run-or-plan.ts';
import { runIdOf, runUri } from './run-uri.ts';

/** Runs that one session may watch at once. */
const maxWatched = 1_000;

/**
 * `notifications/resources/updated` when a run ends that the client watches, and not with each result before: clients read
 * the whole account anew each time. It ends with the server's connection. Requests of 2026-07-28 over HTTP have none;
 * their subscriptions are the HTTP server's.
 */
export function watchRuns(
  server: McpServer,
  rollcall: Rollcall,
  era: McpRequestContext['era'],
  surface: Caller['surface'],
): void {
  const tell = (uri: string): void => {
    // A client that is gone is no error: its session ends by itself.
    server.server.sendResourceUpdated({ uri }).catch(() => {});
  };
  if (era === 'legacy') watchAsAsked(server, rollcall, tell);
  // On stdio the SDK passes on what the client listens to, and nothing else.
  else if (surface === 'mcp-stdio')
    atEnd(
      server,
      rollcall.onRunEnded(({ runId }) => tell(runUri(runId))),
    );
}

function watchAsAsked(server: McpServer, rollcall: Rollcall, tell: (uri: string) => void): void {
  const watched = new Set<string>();
  let stop: (() => void) | null = null;
  const end = (): void => {
    stop?.();
    stop = null;
    watched.clear();
  };
  server.server.setRequestHandler('resources/subscribe', async ({ params: { uri } }) => {
    const runId = runIdOf(uri);
    if (runId === null) throw new ResourceNotFoundError(uri, 'only runs can be watched: rollcall://runs/{run_id}');
    const { state } = await readRunOrPlan(runId, rollcall).catch((thrown: unknown) => {
      throw new ResourceNotFoundError(uri, errorText(RollcallError.from(thrown)));
    });
    if (state !== 'running') return {};
    if (watched.size >= maxWatched && !watched.has(uri)) {
      throw new RollcallError('bad_request', `${maxWatched} runs are watched already`, { hint: 'unsubscribe first' });
    }
    watched.add(uri);
    stop ??= rollcall.onRunEnded((end) => {
      const ended = runUri(end.runId);
      if (watched.delete(ended)) tell(ended);
    });
    return {};
  });
  server.server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    watched.delete(uri);
    if (watched.size === 0) end();
    return {};
  });
  atEnd(server, end);
}

function atEnd({ server }: McpServer, end: () => void): void {
  const before = server.onclose;
  server.onclose = () => {
    end();
    before?.();
  };
}
