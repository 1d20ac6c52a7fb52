import { type Request, type Response, Router } from 'express';
import type { Unready } from '../model/unready.ts';

export const healthPaths = ['/healthz', '/readyz'] as const;

export interface HealthParts {
  /** Why no work should be sent here now. */
  readonly readiness: () => Promise<readonly Unready[]>;
  /** Whether this server takes no more connections. */
  readonly closing: () => boolean;
}

/** For whoever starts, watches and balances servers. Open to everyone who reaches the port: one word, and why not. */
export function healthRoutes({ readiness, closing }: HealthParts): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => answer(response, 200, { status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const found = await readiness();
    const reasons = closing() && !found.includes('draining') ? ['draining', ...found] : found;
    if (reasons.length === 0) return answer(response, 200, { status: 'ready' });
    return answer(response, 503, { status: 'not_ready', reasons });
  });
  router.all([...healthPaths], notAllowed);
  return router;
}

function answer(response: Response, status: number, body: object): void {
  response.status(status).set('Cache-Control', 'no-store').json(body);
}

/** Also for /metrics. */
export function notAllowed(_request: Request, response: Response): void {
  response.status(405).set('Allow', 'GET, HEAD').json({ error: 'method_not_allowed' });
}
