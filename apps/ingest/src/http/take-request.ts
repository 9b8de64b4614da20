import { readBody, tooBusy, unavailable } from '@millrace/http';
import type { ByteBudget, HttpReply, HttpRequest } from '@millrace/http';
import { ProduceError, ProducerBusyError } from '@millrace/pipeline';
import { BOUNDS } from '@millrace/schemas';
import type { IngestReply, Principal } from '@millrace/schemas';
import { DependencyError } from '../dependency-error.js';
import type { LogOrigin, OriginatedLog } from '../log-origin.js';
import type { IngestLogs, PatienceFor } from '../pipeline.js';
import { requestPolicy } from '../retry-policies.js';
import type { Wait } from '../retry.js';
import type { IngestEvents } from '../telemetry.js';
import { requestOptions } from './request-options.js';
import type { RequestOptions } from './request-options.js';
import { requestOrigin } from './request-origin.js';
import { createRequestTally } from './request-tally.js';

/** What taking a request needs, whichever protocol it speaks. */
export interface TakeRequestDeps {
  readonly ingestLogs: IngestLogs;
  readonly secretOf: (tenant: string) => Promise<Buffer>;
  readonly firstArrivalMs: (tenant: string, idempotencyKey: string, nowMs: number) => Promise<number>;
  readonly budget: ByteBudget;
  readonly events: IngestEvents;
  readonly now: () => number;
  readonly wait: Wait;
  readonly freshId: () => string;
  /** Time from the whole body to the last acknowledgement, ms. */
  readonly ackTimeoutMs: number;
}

/** A way to send logs over HTTP. */
export interface RequestProtocol {
  /** Media types of its bodies. */
  readonly mediaTypes: readonly string[];
  /** The logs of a body. Throws a `ProblemError`, before the first, where the body is refused as a whole. */
  logsOf(body: Buffer, options: RequestOptions, origin: LogOrigin): Iterable<OriginatedLog>;
  /** The answer once everything is written. */
  answer(reply: IngestReply, options: RequestOptions): Omit<HttpReply, 'status'>;
}

const RETRY_AFTER_OUTAGE_MS = 2_000;

/**
 * Takes the logs of a request and answers once the broker has acknowledged every one of them from all in-sync
 * replicas, dead letters included. Throws 429 when there is no room and 503 when a server does not answer, both with
 * `Retry-After`; a part may then be written, which the ids of a retry make harmless.
 */
export async function takeRequest(
  { request, principal }: { readonly request: HttpRequest; readonly principal: Principal },
  protocol: RequestProtocol,
  deps: TakeRequestDeps,
): Promise<HttpReply> {
  const nowMs = deps.now();
  const options = requestOptions(request, protocol.mediaTypes, nowMs);
  const body = await readBody(request, { limitBytes: BOUNDS.requestBytes, budget: deps.budget });
  const deadline = ackDeadline(deps.ackTimeoutMs);
  try {
    deps.events.bodyReceived(body.bytes.length);
    const signal = AbortSignal.any([request.signal, deadline.signal]);
    const origin = await originOf({ principal, options, body: body.bytes, nowMs }, deps);
    const logs = protocol.logsOf(body.bytes, options, origin);
    return { status: 200, ...protocol.answer(await acknowledged(logs, signal, deps), options) };
  } catch (error) {
    throw refusal(error, deadline.signal, deps);
  } finally {
    deadline.clear();
    body.release();
  }
}

async function acknowledged(
  logs: Iterable<OriginatedLog>,
  signal: AbortSignal,
  { ingestLogs, events, wait }: TakeRequestDeps,
): Promise<IngestReply> {
  const tally = createRequestTally();
  const patienceFor: PatienceFor = (chunksDone) => ({ signal, wait, policy: requestPolicy(chunksDone) });
  for await (const verdicts of ingestLogs(logs, patienceFor)) {
    tally.add(verdicts);
    events.verdicts('http', verdicts);
  }
  return tally.answer();
}

/** Cleared when the request is done, so that ten thousand quick ones do not leave as many timers behind. */
function ackDeadline(timeoutMs: number) {
  const controller = new AbortController();
  const expire = () => controller.abort(new Error(`acknowledging a request: ${timeoutMs} ms are over`));
  const timer = setTimeout(expire, timeoutMs);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

async function originOf(
  request: {
    readonly principal: Principal;
    readonly options: RequestOptions;
    readonly body: Buffer;
    readonly nowMs: number;
  },
  { secretOf, firstArrivalMs, freshId }: TakeRequestDeps,
) {
  const { tenant } = request.principal;
  const { idempotencyKey, referenceMs } = request.options;
  const isKeyed = idempotencyKey !== undefined && referenceMs === undefined;
  try {
    const [tenantSecret, firstMs] = await Promise.all([
      secretOf(tenant),
      isKeyed ? firstArrivalMs(tenant, idempotencyKey, request.nowMs) : undefined,
    ]);
    return requestOrigin({
      ...request,
      tenantSecret,
      freshId,
      ...(firstMs !== undefined && { firstArrivalMs: firstMs }),
    });
  } catch (cause) {
    throw new DependencyError('mongodb', `reading what belongs to tenant ${tenant}`, cause);
  }
}

/** The problem that tells the sender to come back, or the error itself when it is none of these. */
function refusal(error: unknown, deadline: AbortSignal, { events, ackTimeoutMs }: TakeRequestDeps): unknown {
  if (error instanceof ProducerBusyError) {
    return tooBusy('Too many logs wait for acknowledgement already.', error.retryAfterMs);
  }
  if (error instanceof ProduceError || error instanceof DependencyError) {
    events.dependencyFailed(error);
    const server = error instanceof DependencyError && error.dependency === 'mongodb' ? 'MongoDB' : 'Kafka';
    return unavailable(`${server} does not take this now.`, RETRY_AFTER_OUTAGE_MS);
  }
  if (deadline.aborted && error === deadline.reason) {
    return unavailable(`Not everything was acknowledged within ${ackTimeoutMs} ms.`, RETRY_AFTER_OUTAGE_MS);
  }
  return error;
}
