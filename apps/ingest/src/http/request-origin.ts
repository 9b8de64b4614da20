import { HTTP_ORIGIN } from '@millrace/dead-letter';
import { createBodyIds, createIdempotentIds } from '@millrace/intake';
import type { EventIdRule, RawLog, ReferenceTime } from '@millrace/intake';
import type { Principal } from '@millrace/schemas';
import type { LogOrigin } from '../log-origin.js';
import type { RequestOptions } from './request-options.js';

/** What an origin is made of. */
export interface RequestFacts {
  readonly principal: Principal;
  readonly options: RequestOptions;
  readonly body: Buffer;
  readonly tenantSecret: Buffer;
  readonly nowMs: number;
  /** When the request's `Idempotency-Key` came first; absent when it has none or states its own reference. */
  readonly firstArrivalMs?: number;
  /** A fresh unique id. */
  readonly freshId: () => string;
}

/** The origin of a request's logs. Pure but for `freshId`. */
export function requestOrigin(facts: RequestFacts): LogOrigin {
  const { principal, options, nowMs } = facts;
  const { traceContext, defaults, hints, holdsTextEntries } = options;
  const isRepeatable = options.referenceMs !== undefined || facts.firstArrivalMs !== undefined;
  return {
    source: 'http',
    tenant: principal.tenant,
    tenantSecret: facts.tenantSecret,
    nowMs,
    reference: referenceTime(facts),
    hasStableReference: isRepeatable,
    mayBackfill: principal.scopes.includes('backfill'),
    defaults,
    hints,
    holdsTextEntries,
    ...(traceContext !== undefined && { traceContext }),
    letterSource: { topic: HTTP_ORIGIN, partition: -1, offset: -1, timestampMs: nowMs, key: null },
    headers: {
      'content-type': options.mediaType,
      ...traceContext,
    },
    eventIdOf: eventIds(facts),
  };
}

function referenceTime({ options, nowMs, firstArrivalMs }: RequestFacts): ReferenceTime {
  if (options.referenceMs !== undefined) return { epochMs: options.referenceMs, clock: 'header' };
  return { epochMs: firstArrivalMs ?? nowMs, clock: 'arrival' };
}

/** Ids by key and content where the sender promised a key, else by the whole body, fresh for logs without a time. */
function eventIds({ options, tenantSecret, body, freshId }: RequestFacts): (raw: RawLog) => EventIdRule {
  if (options.idempotencyKey !== undefined) {
    const idOf = createIdempotentIds(tenantSecret, options.idempotencyKey);
    return ({ bytes }) => ({ id: once(() => idOf(bytes)) });
  }
  const idOf = createBodyIds(tenantSecret, body);
  return ({ index }) => ({ id: () => idOf(index), freshWhenUnstamped: freshId });
}

/** Counting equal lines must not count one line twice. */
function once(make: () => string): () => string {
  let id: string | undefined;
  return () => (id ??= make());
}
