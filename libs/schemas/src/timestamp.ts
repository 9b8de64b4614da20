/** UTC with exactly nine fraction digits, so that the strings sort as the times do. */
export const TIMESTAMP_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{9}Z$/;

/** An instant as whole milliseconds since 1970 and the nanoseconds beyond them (0–999,999). */
export interface Instant {
  readonly epochMs: number;
  readonly nanos: number;
}

/** Formats an instant as `2026-11-21T12:00:00.000000000Z`. */
export function formatTimestamp(instant: Instant): string {
  const iso = new Date(instant.epochMs).toISOString();
  return `${iso.slice(0, -1)}${String(instant.nanos).padStart(6, '0')}Z`;
}

/** Whole milliseconds since 1970 of a canonical timestamp. */
export function timestampMs(timestamp: string): number {
  return Date.parse(`${timestamp.slice(0, 23)}Z`);
}

/** Day of a canonical timestamp as index names spell it: `2026.11.21`. */
export function indexDayOf(timestamp: string): string {
  return `${timestamp.slice(0, 4)}.${timestamp.slice(5, 7)}.${timestamp.slice(8, 10)}`;
}
