/** Longest `x-dl-reason`, in characters (UTF-16 code units). */
export const MAX_REASON_CHARACTERS = 1_024;

const ELLIPSIS = '…';
// Controls would break the line a person reads; the separators end a line in terminals and browsers too.
const LINE_BREAKERS = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * A reason as it may stand in a header: one line, well-formed text, at most {@link MAX_REASON_CHARACTERS}, cut at a
 * character with `…` in place of the rest. Idempotent, never throws. It does not redact: that is the caller's duty,
 * before the reason comes here, because a secret that is cut in two is no longer recognised.
 */
export function boundedReason(reason: string): string {
  const line = reason.slice(0, MAX_REASON_CHARACTERS + 1).toWellFormed();
  const clean = line.replace(LINE_BREAKERS, ' ').trim();
  if (reason.length <= MAX_REASON_CHARACTERS) return clean;
  const cut = MAX_REASON_CHARACTERS - ELLIPSIS.length;
  const head = clean.slice(0, splitsPair(clean, cut) ? cut - 1 : cut);
  return head.trimEnd() + ELLIPSIS;
}

function splitsPair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
