import { createByteBudget, ProblemError } from '@millrace/http';
import type { HttpReply, HttpRequest, ProtectedRoute } from '@millrace/http';
import type { OutboundRecord } from '@millrace/pipeline';
import type { Principal } from '@millrace/schemas';
import type { TakeRequestDeps } from '../src/http/take-request.js';
import { createIngestPipeline } from '../src/pipeline.js';
import { NOW_MS, openRegistry, redactor } from './sample-origin.js';

const principal: Principal = { keyId: 'k', tenant: 'shop', scopes: ['ingest'] };
const NOTHING = () => undefined;

/** How a test's producer takes records. */
export type Send = (records: readonly OutboundRecord[]) => Promise<void>;

/** One route over a producer that does as the test says; what it throws as a problem comes back as its reply. */
export function routeHarness(
  createRoute: (deps: TakeRequestDeps) => ProtectedRoute,
  send: Send,
  changes: Partial<TakeRequestDeps> = {},
) {
  const budget = createByteBudget(64 * 1_048_576);
  const ingestLogs = createIngestPipeline({
    registry: openRegistry(),
    producer: { send, bufferedBytes: () => 0, close: async () => undefined },
    redactor,
    topics: { logs: 'logs', deadLetters: 'dead-letters' },
    retentionMs: 1e9,
    chunk: { logs: 1, bytes: 1_000 },
  });
  const route = createRoute({
    ingestLogs,
    secretOf: async () => Buffer.alloc(32),
    firstArrivalMs: async (_tenant, _key, nowMs) => nowMs,
    budget,
    events: {
      verdicts: NOTHING,
      recordsSettled: NOTHING,
      bodyReceived: NOTHING,
      dependencyFailed: NOTHING,
      rawTopicsChanged: NOTHING,
      rawSourceFailed: NOTHING,
      topicDrifted: NOTHING,
    },
    now: () => NOW_MS,
    wait: async () => undefined,
    freshId: () => 'fresh',
    ackTimeoutMs: 10_000,
    ...changes,
  });
  const post = async (
    body: string | Buffer,
    headers: HttpRequest['headers'] = NDJSON,
  ): Promise<HttpReply> => {
    try {
      return await route.handle(requestOf(Buffer.from(body), headers), principal);
    } catch (error) {
      if (error instanceof ProblemError) return error.reply();
      throw error;
    }
  };
  return { budget, post };
}

const NDJSON = { 'content-type': 'application/x-ndjson' };

function requestOf(body: Buffer, headers: HttpRequest['headers']): HttpRequest {
  return {
    method: 'POST',
    path: '/',
    params: {},
    query: new URLSearchParams(),
    headers,
    body: (async function* () {
      yield body;
    })(),
    remoteAddress: '127.0.0.1',
    requestId: 'r',
    signal: new AbortController().signal,
  };
}
