import { canonicalise } from '@millrace/intake';
import type { EventIdRule, IntakeContext, ParsedLog, Redactor, Rejection } from '@millrace/intake';
import type { LogOrigin, OriginatedLog } from '../log-origin.js';
import type { RejectedLog, Verdict } from '../verdict.js';

/** What decides besides the log and its origin. */
export interface CanonicaliseDeps {
  readonly redactor: Redactor;
  /** Logs older than this have expired, ms; unless the sender may backfill. */
  readonly retentionMs: number;
}

/** A log on its way to a verdict: parsed, or refused by an earlier step. */
export interface JudgedEntry {
  readonly log: OriginatedLog;
  readonly result: { readonly ok: true; readonly log: ParsedLog } | Rejection;
  readonly step: RejectedLog['step'];
  readonly producerId?: string;
}

/** Decides about one log. Pure but for fresh ids; never throws for anything a sender can send. */
export function createCanonicaliseLog({ redactor, retentionMs }: CanonicaliseDeps) {
  const rejected = (
    entry: JudgedEntry,
    { code, reason }: Rejection,
    place: Pick<RejectedLog, 'step' | 'eventId'>,
  ): RejectedLog => ({
    outcome: 'dead-lettered',
    log: entry.log,
    ...place,
    code,
    reason: redactor.text(reason, { count: 0 }),
    ...(entry.producerId !== undefined && { producerId: entry.producerId }),
  });

  return function canonicaliseLog(entry: JudgedEntry, numbers: ReadonlySet<string> | undefined): Verdict {
    const { log, result } = entry;
    const { origin } = log;
    const eventId = origin.eventIdOf(log.raw);
    if (!result.ok) return rejected(entry, result, { step: entry.step, eventId: letterIds(log, eventId) });
    const context = contextOf(origin, { redactor, retentionMs, numbers, eventId });
    const canonical = canonicalise(result.log, context);
    if (canonical.ok) {
      const undeduplicated = canonical.undeduplicated || (!result.log.stamp && !origin.hasStableReference);
      return { outcome: 'accepted', log, canonical, undeduplicated };
    }
    if (canonical.outcome === 'expired') return { outcome: 'expired', log };
    const place = { step: 'canonicalise-log', eventId: letterIds(log, eventId, result.log.stamp) } as const;
    return rejected(entry, canonical, place);
  };
}

/**
 * A log with a time is told apart from an equal one by its content. So is every log of OTLP, read or not: whoever
 * sends it sends the same bytes again only as a retry.
 */
function letterIds(
  { decoded }: OriginatedLog,
  eventId: EventIdRule,
  stamp?: ParsedLog['stamp'],
): EventIdRule {
  return decoded || stamp ? { id: eventId.id } : eventId;
}

function contextOf(
  origin: LogOrigin,
  decisions: CanonicaliseDeps & {
    readonly numbers: ReadonlySet<string> | undefined;
    readonly eventId: EventIdRule;
  },
): IntakeContext {
  const { tenant, tenantSecret, nowMs, reference, defaults, traceContext } = origin;
  return {
    tenant,
    tenantSecret,
    nowMs,
    reference,
    defaults,
    redactor: decisions.redactor,
    isRegisteredNumber: (name) => decisions.numbers?.has(name) ?? false,
    eventId: decisions.eventId,
    ...(!origin.mayBackfill && { oldestAcceptedMs: nowMs - decisions.retentionMs }),
    ...(traceContext !== undefined && { traceContext }),
  };
}
