import { createHash } from 'node:crypto';
import type { DeadLetterCode } from '@millrace/schemas';
import { boundedReason } from './bounded-reason.js';

/** `<code>:<16 hex digits>`. */
export const FINGERPRINT_PATTERN = /^[a-z][a-z0-9-]*:[0-9a-f]{16}$/;

const FINGERPRINT_HEX_DIGITS = 16;
const QUOTED = /"[^"]*"|`[^`]*`|(?<![\p{L}\p{N}])'[^']*'/gu;
const WORD = /[\p{L}\p{N}_.:-]+/gu;
const DIGIT = /\d/;

/**
 * Equal for letters with one cause: the code, and a hash of the reason without quoted values, numbers, ids and
 * spacing. Two reasons that differ only in such values meet; reasons with other words do not. Pure, so that every
 * version of every app groups alike.
 */
export function deadLetterFingerprint(code: DeadLetterCode, reason: string): string {
  const hash = createHash('sha256').update(normalisedReason(reason)).digest('hex');
  return `${code}:${hash.slice(0, FINGERPRINT_HEX_DIGITS)}`;
}

function normalisedReason(reason: string): string {
  return boundedReason(reason)
    .replace(QUOTED, '?')
    .replace(WORD, (word) => (DIGIT.test(word) ? '#' : word))
    .replace(/\s+/g, ' ')
    .toLowerCase();
}
