const SECOND_MS = 1000;

/**
 * The wait a `Retry-After` header asks for, ms: whole seconds or an HTTP date seen from `nowMs`. undefined when it is
 * neither; never negative.
 */
export function retryAfterMs(header: string, nowMs: number): number | undefined {
  const value = header.trim();
  if (/^\d{1,9}$/.test(value)) return Number(value) * SECOND_MS;
  // Date.parse also takes bare numbers and fragments; an HTTP date always names the day and GMT.
  if (!/^[A-Z][a-z]{2},.* GMT$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
