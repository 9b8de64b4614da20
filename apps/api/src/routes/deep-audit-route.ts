import { z } from 'zod';
import { ElasticsearchUnavailableError } from '@millrace/elasticsearch';
import { tooBusy } from '@millrace/http';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';
import { deepAudit } from '../audit/deep-audit.js';
import type { DeepAuditTools } from '../audit/deep-audit.js';
import { deepAuditLineSchema } from '../audit/deep-audit-report.js';
import type { DeepAuditLine } from '../audit/deep-audit-report.js';
import type { TimeWindow } from '../audit/check-records.js';
import { releaseAfter } from '../flows/release-after.js';
import { requireSystemTenant } from '../require-system-tenant.js';
import { instant, requireOrder } from '../time-range.js';

const RETRY_AFTER_MS = 5_000;

const query = z.strictObject({
  from: instant.optional().describe('Append time of the first records compared, inclusive.'),
  to: instant.optional().describe('Append time up to which records are compared, exclusive.'),
});

/**
 * `GET /v1/audit/deep`: compares records with documents, whatever the counters say; answers NDJSON as it goes, the
 * report last. One at a time in a process, since it reads a whole topic; another one is answered `too-busy`.
 */
export function deepAuditRoute({
  systemTenant,
  ...tools
}: DeepAuditTools & Pick<ApiDependencies, 'systemTenant'>): ApiRoute {
  let running = false;
  return apiRoute({
    method: 'GET',
    path: '/v1/audit/deep',
    summary: 'Compare the records of logs with the documents of Elasticsearch, one by one',
    scopes: ['admin'],
    query,
    reply: { status: 200, schema: deepAuditLineSchema, contentType: 'application/x-ndjson' },
    handle: async ({ query: asked, principal, signal }) => {
      requireSystemTenant(principal, systemTenant);
      requireOrder(asked.from, asked.to);
      if (running) throw tooBusy('Another deep audit is running here.', RETRY_AFTER_MS);
      running = true;
      const release = () => {
        running = false;
      };
      return releaseAfter({ pieces: lines(deepAudit(tools, timeWindow(asked), signal)), release }, signal);
    },
  });
}

function timeWindow({ from, to }: z.output<typeof query>): TimeWindow {
  return {
    fromMs: from === undefined ? 0 : Date.parse(from),
    toMs: to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to),
  };
}

/** The status is out when something fails, so the failure is the last line. */
async function* lines(audit: AsyncIterable<DeepAuditLine>): AsyncGenerator<string, void, undefined> {
  try {
    for await (const line of audit) yield `${JSON.stringify(line)}\n`;
  } catch (error) {
    const code = error instanceof ElasticsearchUnavailableError ? 'unavailable' : 'internal';
    const detail = error instanceof Error ? error.message : String(error);
    yield `${JSON.stringify({ type: 'failed', code, detail } satisfies DeepAuditLine)}\n`;
  }
}
