import { sampleLine, type SampleLog } from '@millrace/sample';
import { sendBatch, type SendDeps } from '../client/send-batch.js';

const CONTENT_TYPE = 'application/x-ndjson';

/**
 * Sends logs of the sample in one request and returns how many were accepted. The same logs under the same key are
 * stored once, however often they are sent.
 *
 * @throws CliError when ingest refuses the request or a log of it, or the attempts are used up; the signal's reason
 */
export async function deliverSample(
  deps: SendDeps,
  batch: { readonly logs: readonly SampleLog[]; readonly idempotencyKey: string },
  signal: AbortSignal,
): Promise<number> {
  const { logs, idempotencyKey } = batch;
  const request = { lines: logs.map(sampleLine), contentType: CONTENT_TYPE, idempotencyKey };
  const { accepted, errors } = await sendBatch(deps, request, signal);
  const refused = errors[0];
  if (refused) throw new Error(`ingest refused a log of the sample: ${refused.reason} (${refused.code})`);
  return accepted;
}
