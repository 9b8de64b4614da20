import type { IndexDescription } from '@millrace/elasticsearch';
import { parseDayIndex } from '@millrace/schemas';

/** An index that retention may delete. */
export interface ExpiredIndex extends IndexDescription {
  readonly tenant: string;
}

const DAY_MS = 86_400_000;

/**
 * Day indices of which both the day and the creation are older than `retentionMs`: a backfilled old day stays as long
 * as one that was written today. An impossible day goes by its creation alone. Pure in its arguments.
 */
export function expiredIndices(
  indices: readonly IndexDescription[],
  { nowMs, retentionMs }: { readonly nowMs: number; readonly retentionMs: number },
): readonly ExpiredIndex[] {
  const limitMs = nowMs - retentionMs;
  return indices.flatMap((description) => {
    const parsed = parseDayIndex(description.index);
    if (parsed === undefined) return [];
    const dayEndMs = (dayStartMs(parsed.day) ?? 0) + DAY_MS;
    const expired = dayEndMs <= limitMs && description.createdAtMs <= limitMs;
    return expired ? [{ ...description, tenant: parsed.tenant }] : [];
  });
}

function dayStartMs(day: string): number | undefined {
  const ms = Date.parse(`${day.replaceAll('.', '-')}T00:00:00Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
