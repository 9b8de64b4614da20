import type { ProtectedRoute } from '@millrace/http';
import { OTLP_MEDIA_TYPES, otlpAnswer, otlpEncoding, otlpProblem } from './otlp-answer.js';
import { otlpLogsOfRequest } from './otlp-logs-of-request.js';
import { takeRequest } from './take-request.js';
import type { RequestProtocol, TakeRequestDeps } from './take-request.js';

const OTLP: RequestProtocol = {
  mediaTypes: Object.values(OTLP_MEDIA_TYPES),
  logsOf: (body, { mediaType }, origin) => otlpLogsOfRequest(body, otlpEncoding(mediaType) ?? 'json', origin),
  answer: (reply, { mediaType }) => otlpAnswer(reply, otlpEncoding(mediaType) ?? 'json'),
};

/**
 * `POST /v1/logs`: OpenTelemetry's OTLP/HTTP 1.x, protobuf or JSON; see {@link takeRequest}. Refusals are a `Status` in
 * the request's encoding: 400, 401, 403, 413 and 415 are final, 429 and 503 ask to come back.
 */
export function createOtlpRoute(deps: TakeRequestDeps): ProtectedRoute {
  return {
    method: 'POST',
    path: '/v1/logs',
    scopes: ['ingest'],
    summary: 'Take logs by OTLP/HTTP, in protobuf or JSON',
    handle: (request, principal) => takeRequest({ request, principal }, OTLP, deps),
    spellProblem: (problem, { headers }) => {
      const encoding = otlpEncoding(headers['content-type']);
      return encoding && otlpProblem(problem, encoding);
    },
  };
}
