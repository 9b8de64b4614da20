import { BOUNDS } from '@millrace/schemas';
import type { CanonicalDocument } from '@millrace/schemas';
import { pseudonymOf } from '../ids/event-ids.js';
import type { ParsedLog } from '../parsed-log.js';
import { cutToBytes } from './cut-to-bytes.js';
import type { IntakeContext } from './intake-context.js';

/** Ids of 64 bits and more; shorter words like `FEED-1` are somebody's spelling. */
const HEX = /^[0-9a-f][0-9a-f-]{15,}$/i;

/** The canonical correlation fields of a log; empty when it has none. */
export type CorrelationFields = Partial<Pick<CanonicalDocument, 'correlation.id' | 'correlation.source'>>;

/**
 * The id that groups a log, hexadecimal ones in lower case. Where a redaction rule would remove it, from its field
 * or from the message it was found in, a pseudonym stands for it: a mask would join strangers into one group.
 */
export function correlationFields(
  log: ParsedLog,
  redactedMessage: string,
  context: IntakeContext,
): CorrelationFields {
  const { correlation } = log;
  if (correlation === undefined) return {};
  const id = HEX.test(correlation.id) ? correlation.id.toLowerCase() : correlation.id.toWellFormed();
  const isSecret =
    (correlation.field !== undefined && context.redactor.isSecretField(correlation.field)) ||
    (correlation.source === 'text' && !redactedMessage.includes(correlation.id)) ||
    isRedacted(id, context);
  return {
    'correlation.id': isSecret ? pseudonymOf(context.tenantSecret, id) : cutToBytes(id, BOUNDS.keywordBytes),
    'correlation.source': correlation.source,
  };
}

/** An id as it came, or its pseudonym when a rule would remove it. */
export function safeId(id: string, context: IntakeContext): string {
  const wellFormed = id.toWellFormed();
  return isRedacted(wellFormed, context) ? pseudonymOf(context.tenantSecret, wellFormed) : wellFormed;
}

function isRedacted(id: string, context: IntakeContext): boolean {
  return context.redactor.text(id, { count: 0 }) !== id;
}
