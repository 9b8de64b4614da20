const EPOCH_MS = /^\d{1,15}$/;
const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** ms since 1970 of an ISO 8601 time with zone or of ms since 1970; undefined when it is neither or before 1970. */
export function parseReferenceTime(given: string): number | undefined {
  const text = given.trim();
  if (EPOCH_MS.test(text)) return Number(text);
  const parsed = ISO_WITH_ZONE.test(text) ? Date.parse(text) : Number.NaN;
  return parsed >= 0 ? parsed : undefined;
}
