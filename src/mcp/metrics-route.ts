import { Router } from 'express';
import { notAllowed } from './health-routes.ts';

export const metricsPath = '/metrics';

/** What is told on `/metrics`. */
export interface MetricsSource {
  readonly contentType: string;
  text(): Promise<string>;
  /** A request was turned away with this status. */
  refused(status: number): void;
}

export function metricsRoute(metrics: MetricsSource): Router {
  const router = Router();
  router.get(metricsPath, async (_request, response) => {
    const text = await metrics.text();
    response.status(200).set('Content-Type', metrics.contentType).set('Cache-Control', 'no-store').send(text);
  });
  router.all(metricsPath, notAllowed);
  return router;
}
