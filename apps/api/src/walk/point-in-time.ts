import type { LogSearch } from '@millrace/elasticsearch';

/** For what must be done although the reader is gone. */
const CLEAN_UP_TIMEOUT_MS = 30_000;

/**
 * Opens a frozen view of the indices of a pattern, whatever becomes of the reader meanwhile: one that was opened for a
 * reader who has gone must be known, to be closed. Rejects as the search port does.
 */
export function openView(search: LogSearch, index: string, keepAliveMs: number): Promise<string> {
  return search.openPointInTime(index, keepAliveMs, AbortSignal.timeout(CLEAN_UP_TIMEOUT_MS));
}

/** Frees a view. Never rejects: it goes by itself when its time is over, so failing to close it early changes nothing. */
export async function closeView(search: LogSearch, id: string): Promise<void> {
  await search.closePointInTime(id, AbortSignal.timeout(CLEAN_UP_TIMEOUT_MS)).catch(() => undefined);
}
