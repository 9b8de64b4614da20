import { ElasticsearchRefusedError, ElasticsearchUnavailableError } from '@millrace/elasticsearch';
import type { IndexAdmin } from '@millrace/elasticsearch';
import { indexPattern, parseDayIndex } from '@millrace/schemas';
import type { DayIndex } from '@millrace/schemas';
import { classifyItem } from '../bulk/classify-item.js';
import type { ParkCause } from '../bulk/classify-item.js';

/** Whether documents may be sent to an index. */
export type IndexReadiness =
  | { readonly kind: 'ready' }
  /** The tenant has as many indices as it may, and this is not one of them. */
  | { readonly kind: 'limit'; readonly reason: string }
  /** The cluster refuses to create it. */
  | { readonly kind: 'park'; readonly cause: ParkCause; readonly reason: string }
  /** The cluster does not answer. */
  | { readonly kind: 'retry'; readonly reason: string };

/** Knows which day indices exist and creates those that do not. */
export interface IndexDirectory {
  /** Makes sure a day index is there. Rejects only with the signal's reason. */
  ensure(index: string, signal: AbortSignal): Promise<IndexReadiness>;
  /** The cluster said that this index is missing: look again the next time. */
  forget(index: string): void;
}

/** What the directory needs. */
export interface IndexDirectoryOptions {
  readonly admin: Pick<IndexAdmin, 'list' | 'create'>;
  /** Names to map under `numbers`; an empty list is always safe, since new names are mapped when they come. */
  readonly numberNames: (tenant: string) => Promise<readonly string[]>;
  /** Of one family. */
  readonly maxIndicesPerTenant: number;
  readonly now: () => number;
  readonly onCreated: (index: string) => void;
}

const READY: IndexReadiness = { kind: 'ready' };
/** How long a tenant at its limit is believed to stay there, ms; retention frees a place at most so much unseen. */
const LIMIT_KEPT_MS = 30_000;
/** Names remembered; forgetting all of them costs one listing a tenant. */
const MAX_KNOWN = 100_000;

interface LimitReached {
  readonly atMs: number;
  readonly readiness: IndexReadiness;
}

/**
 * See {@link IndexDirectory}. Work for one tenant's indices of a family is done one piece at a time, so that the limit
 * holds.
 */
export function createIndexDirectory(options: IndexDirectoryOptions): IndexDirectory {
  const known = new Set<string>();
  const limits = new Map<string, LimitReached>();
  const queues = new Map<string, Promise<unknown>>();

  const look = async (missing: Missing, signal: AbortSignal): Promise<IndexReadiness> => {
    const { index, pattern } = missing;
    if (known.has(index)) return READY;
    const limit = limits.get(pattern);
    if (limit !== undefined && options.now() - limit.atMs < LIMIT_KEPT_MS) return limit.readiness;
    limits.delete(pattern);
    const readiness = await createMissing(options, missing, signal);
    if (readiness.kind === 'limit') limits.set(pattern, { atMs: options.now(), readiness });
    return readiness;
  };

  return {
    ensure(index, signal) {
      if (known.has(index)) return Promise.resolve(READY);
      const missing = missingIndex(index, known);
      const { pattern } = missing;
      const before = queues.get(pattern) ?? Promise.resolve();
      const mine = before.then(
        () => look(missing, signal),
        () => look(missing, signal),
      );
      queues.set(pattern, mine);
      const leave = () => {
        if (queues.get(pattern) === mine) queues.delete(pattern);
      };
      mine.then(leave, leave);
      return mine;
    },
    forget(index) {
      known.delete(index);
    },
  };
}

interface Missing extends DayIndex {
  readonly known: Set<string>;
  readonly index: string;
  /** Matches all indices of its family and tenant. */
  readonly pattern: string;
}

function missingIndex(index: string, known: Set<string>): Missing {
  const place = parseDayIndex(index);
  if (place === undefined) throw new Error(`creating index ${index}: it is no day index`);
  return { ...place, known, index, pattern: indexPattern(place.family, place.tenant) };
}

async function createMissing(
  options: IndexDirectoryOptions,
  { known, family, tenant, index, pattern }: Missing,
  signal: AbortSignal,
): Promise<IndexReadiness> {
  try {
    const existing = await options.admin.list(pattern, signal);
    if (known.size + existing.length > MAX_KNOWN) known.clear();
    for (const description of existing) known.add(description.index);
    if (known.has(index)) return READY;
    if (existing.length >= options.maxIndicesPerTenant) {
      return { kind: 'limit', reason: `the tenant has ${existing.length} indices, the most it may` };
    }
    const numberNames = family === 'logs' ? await options.numberNames(tenant) : [];
    const created = await options.admin.create(index, numberNames, signal);
    known.add(index);
    if (created === 'created') options.onCreated(index);
    return READY;
  } catch (error) {
    signal.throwIfAborted();
    return readinessAfter(error);
  }
}

function readinessAfter(error: unknown): IndexReadiness {
  if (error instanceof ElasticsearchUnavailableError) return { kind: 'retry', reason: error.message };
  if (!(error instanceof ElasticsearchRefusedError)) throw error;
  const { status, type: errorType, reason: errorReason } = error;
  const verdict = classifyItem({ status, errorType, errorReason });
  // No document is involved, so no verdict can be about one: what is not "not now" is a refusing index.
  if (verdict.kind === 'retry') return { kind: 'retry', reason: verdict.reason };
  const cause = verdict.kind === 'park' ? verdict.cause : 'unknown';
  return { kind: 'park', cause, reason: error.message };
}
