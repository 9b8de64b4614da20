import { CliError } from '../cli-error.js';
import { problemError } from '../client/problem-error.js';
import { callService, readText, unexpectedReply, type ServiceAddress } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import type { Progress, StartProgress } from '../output/progress-bar.js';
import { deepAuditLineSchema, type DeepAuditReport } from '../replies/deep-audit-reply.js';

const PATH = '/v1/audit/deep';
/** Reading a whole topic takes minutes; the service reports progress all the while. */
const DEADLINE_MS = 60 * 60_000;

/**
 * Runs a deep audit and shows how far it is.
 *
 * @throws CliError when the service refuses, stops half-way or ends without a report
 */
export async function runDeepAudit(
  api: ServiceAddress,
  startProgress: StartProgress,
  signal: AbortSignal,
): Promise<DeepAuditReport> {
  const request = { path: PATH, deadlineMs: DEADLINE_MS, headers: { accept: 'application/x-ndjson' } };
  const response = await callService(api, request, signal);
  if (!response.ok) throw problemError(api, response, await readText(api, response, signal));
  let progress: Progress | undefined;
  try {
    for await (const line of textLines(response)) {
      const parsed = deepAuditLineSchema.safeParse(jsonOf(line));
      if (!parsed.success) throw unexpectedReply(api, PATH, parsed.error);
      const message = parsed.data;
      if (message.type === 'report') return message;
      if (message.type === 'failed') {
        throw new CliError(`auditing logs: ${printable(message.detail)} (${printable(message.code)})`);
      }
      progress ??= startProgress('audit', message.total, 'records');
      progress.update(message.checked);
    }
  } finally {
    progress?.stop();
  }
  throw new CliError('auditing logs: the api ended its answer without a report', {
    hint: 'It may have been stopped meanwhile; run the audit again.',
  });
}

async function* textLines(response: Response): AsyncGenerator<string, void, undefined> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
