import { BOUNDS } from '@millrace/schemas';
import type { CanonicalDocument } from '@millrace/schemas';
import { pseudonymOf } from '../ids/event-ids.js';
import type { ParsedLog } from '../parsed-log.js';
import { cutToBytes } from './cut-to-bytes.js';
import type { IntakeContext } from './intake-context.js';

/** Ids of 64 bits and more; shorter words like `FEED-1` are somebody's spelling. */
const HEX = /^[0-9a-f][0-9a-f-]{15,}$/i;

/**
 * Adds the id that groups a log, hexadecimal ones in lower case. Where a redaction rule would remove it, from its
 * field or from the message it was found in, a pseudonym stands for it: a mask would join strangers into one group.
 * The document already has its redacted message.
 */
export function addCorrelation(document: CanonicalDocument, log: ParsedLog, context: IntakeContext): void {
  const { correlation } = log;
  if (correlation === undefined) return;
  const wellFormed = correlation.id.toWellFormed();
  const id = HEX.test(wellFormed) ? wellFormed.toLowerCase() : wellFormed;
  const isSecret =
    (correlation.field !== undefined && context.redactor.isSecretField(correlation.field)) ||
    (correlation.source === 'text' && isRemoved(wellFormed, log.message, document.message)) ||
    isRedacted(id, context);
  document['correlation.id'] = isSecret
    ? pseudonymOf(context.tenantSecret, id)
    : cutToBytes(id, BOUNDS.keywordBytes);
  document['correlation.source'] = correlation.source;
}

/** Whether an id found in the text is gone from the message, for another reason than the message's bound. */
function isRemoved(id: string, before: string, after: string): boolean {
  return before.includes(id) && !after.includes(id);
}

/** An id as it came, or its pseudonym when a rule would remove it. */
export function safeId(id: string, context: IntakeContext): string {
  const wellFormed = id.toWellFormed();
  return isRedacted(wellFormed, context) ? pseudonymOf(context.tenantSecret, wellFormed) : wellFormed;
}

function isRedacted(id: string, context: IntakeContext): boolean {
  return context.redactor.text(id, { count: 0 }) !== id;
}
