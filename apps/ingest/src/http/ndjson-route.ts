import type { ProtectedRoute } from '@millrace/http';
import { requestLogs } from './request-logs.js';
import { takeRequest } from './take-request.js';
import type { RequestProtocol, TakeRequestDeps } from './take-request.js';

const NDJSON: RequestProtocol = {
  mediaTypes: [
    'application/x-ndjson',
    'application/ndjson',
    'application/jsonl',
    'application/x-jsonlines',
    'application/json',
    'text/plain',
  ],
  logsOf: (body, { mediaType }, origin) => requestLogs(body, mediaType, origin),
  answer: (reply) => ({ body: reply }),
};

/** `POST /v1/ndjson`: lines of JSON, a JSON array or plain text; see {@link takeRequest}. */
export function createNdjsonRoute(deps: TakeRequestDeps): ProtectedRoute {
  return {
    method: 'POST',
    path: '/v1/ndjson',
    scopes: ['ingest'],
    summary: 'Take logs as lines of JSON, a JSON array or plain text',
    handle: (request, principal) => takeRequest({ request, principal }, NDJSON, deps),
  };
}
