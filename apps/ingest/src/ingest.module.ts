import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AUTHENTICATE, authenticateByKey, HTTP_ROUTES } from '@millrace/http';
import type { HttpRoutes } from '@millrace/http';
import type { IngestParts } from './connect-ingest.js';
import { createNdjsonRoute } from './http/ndjson-route.js';
import { createOtlpRoute } from './http/otlp-route.js';
import type { TakeRequestDeps } from './http/take-request.js';
import { createIngestPipeline } from './pipeline.js';
import type { IngestLogs } from './pipeline.js';

const PIPELINE = Symbol('PIPELINE');

@Module({})
class IngestModule {}

/** Wires the HTTP side of ingest: its routes, who may use them, and the pipeline behind them. */
export function ingestModule(parts: IngestParts): DynamicModule {
  return {
    module: IngestModule,
    providers: [
      {
        provide: PIPELINE,
        useFactory: () => createIngestPipeline({ ...parts, producer: parts.httpProducer }),
      },
      { provide: AUTHENTICATE, useFactory: () => authenticateByKey(parts.keys.verify) },
      {
        provide: HTTP_ROUTES,
        inject: [PIPELINE],
        useFactory: (ingestLogs: IngestLogs): HttpRoutes => {
          const deps = requestDeps(parts, ingestLogs);
          return [createNdjsonRoute(deps), createOtlpRoute(deps)];
        },
      },
    ],
  };
}

function requestDeps(parts: IngestParts, ingestLogs: IngestLogs): TakeRequestDeps {
  return {
    ingestLogs,
    secretOf: parts.tenants.secretOf,
    firstArrivalMs: parts.arrivals.firstArrivalMs,
    budget: parts.budget,
    events: parts.events,
    now: Date.now,
    wait: (ms, signal) => sleep(ms, undefined, { signal }),
    freshId: randomUUID,
    ackTimeoutMs: parts.config.MILLRACE_INGEST_ACK_TIMEOUT_MS,
  };
}
