import type { IndexAdmin } from '@millrace/elasticsearch';
import { INDEX_FAMILIES, indexPattern } from '@millrace/schemas';
import { expiredIndices } from './expired-indices.js';
import type { ExpiredIndex } from './expired-indices.js';

/** Where deletions are noted, so that the audit can tell expired documents from missing ones. */
export interface RetentionRecorder {
  record(deletion: { readonly index: string; readonly tenant: string }): Promise<void>;
}

/** What a run of retention needs. */
export interface RetentionOptions {
  readonly admin: Pick<IndexAdmin, 'list' | 'remove'>;
  readonly recorder: RetentionRecorder;
  readonly retentionMs: number;
  readonly now: () => number;
  readonly onDeleted: (index: ExpiredIndex) => void;
  /** The directory must look again before it writes there. */
  readonly forget: (index: string) => void;
  /** Indices to look at; all day indices when absent. */
  readonly pattern?: string;
}

const EVERY_INDEX = INDEX_FAMILIES.map((family) => indexPattern(family)).join();

/**
 * Deletes the indices that retention has outlived, each noted before it is deleted: a crash in between leaves a note
 * without a deletion, never a deletion without a note. Two indexers may do this at a time: both note the same thing,
 * one deletes, and an index that was made again under its name since the listing is left alone.
 */
export async function applyRetention(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { admin, now, retentionMs } = options;
  const indices = await admin.list(options.pattern ?? EVERY_INDEX, signal);
  for (const expired of expiredIndices(indices, { nowMs: now(), retentionMs })) {
    signal.throwIfAborted();
    await options.recorder.record({ index: expired.index, tenant: expired.tenant });
    const [current] = await admin.list(expired.index, signal);
    if (current?.uuid !== expired.uuid) continue;
    options.forget(expired.index);
    if ((await admin.remove(expired.index, signal)) === 'deleted') options.onDeleted(expired);
  }
}
