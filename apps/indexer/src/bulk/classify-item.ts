import type { BulkItem } from '@millrace/elasticsearch';
import type { DeadLetterCode } from '@millrace/schemas';

/** Why an index cannot take writes. */
export const PARK_CAUSES = [
  'blocked',
  'closed',
  'forbidden',
  'missing',
  'shard-limit',
  'unavailable',
  'unknown',
] as const;

/** See {@link PARK_CAUSES}. */
export type ParkCause = (typeof PARK_CAUSES)[number];

/** What one item result means for its document. */
export type ItemVerdict =
  | { readonly kind: 'indexed' }
  | { readonly kind: 'duplicate' }
  /** The document can never be written as it is. `reason` quotes its values. */
  | { readonly kind: 'dead-letter'; readonly code: DeadLetterCode; readonly reason: string }
  /** Not now: the cluster is loaded (`busy`) or the shard, its node or the master does not answer (`unavailable`). */
  | { readonly kind: 'retry'; readonly cause: 'busy' | 'unavailable'; readonly reason: string }
  /** The index refuses, whatever the document: it is the sink that is wrong, so nothing is dead-lettered. */
  | { readonly kind: 'park'; readonly cause: ParkCause; readonly reason: string };

/** `error.type` of a 400 that is always the document's own fault. */
const DOCUMENT_FAULTS: ReadonlyMap<string, DeadLetterCode> = new Map([
  ['document_parsing_exception', 'mapping'],
  ['mapper_parsing_exception', 'mapping'],
  ['strict_dynamic_mapping_exception', 'mapping'],
  ['max_bytes_length_exceeded_exception', 'document-rejected'],
  ['x_content_parse_exception', 'document-rejected'],
  ['x_content_e_o_f_exception', 'document-rejected'],
  ['json_parse_exception', 'document-rejected'],
  ['json_e_o_f_exception', 'document-rejected'],
]);

/**
 * `illegal_argument_exception` is thrown for faults of documents, indices, settings and requests alike; these are the
 * beginnings of reasons that speak of the document (Elasticsearch 8.19, tried or read in its source).
 */
const DOCUMENT_FAULT_REASONS = [
  'Malformed content, ',
  'Document contains at least one immense term',
  'Limit of total fields ',
  'Limit of mapping depth ',
  'Limit of nested ',
  'mapper [',
] as const;

const TRANSIENT: ReadonlySet<number> = new Set([408, 502, 503, 504]);

/**
 * `error.type` of a 404 or 500 that says where a shard or node is just now: it moves, starts, stops, or its master is
 * busy (Elasticsearch 8.19, read in its source; some of them have a transient status there or in 9.x). Should one of
 * them last, its index is parked as `unavailable`.
 */
const PASSING_FAULTS: ReadonlySet<string> = new Set([
  ...['timeout_exception', 'process_cluster_event_timeout_exception'],
  ...['node_closed_exception', 'node_disconnected_exception', 'node_not_connected_exception'],
  ...['connect_transport_exception', 'receive_timeout_transport_exception'],
  ...['not_master_exception', 'failed_to_commit_cluster_state_exception'],
  ...['no_longer_primary_shard_exception', 'shard_not_in_primary_mode_exception', 'already_closed_exception'],
  ...['shard_not_found_exception', 'illegal_index_shard_state_exception', 'index_shard_closed_exception'],
  ...['index_shard_not_started_exception', 'index_shard_recovering_exception'],
]);

/** A `mapper_exception` of this reason: the master did not come to map a new field in time. */
const MAPPING_TIMED_OUT = 'timed out while waiting for a dynamic mapping update';

/** The verdict on one item result; a function of the item alone, total over every status and type. */
export function classifyItem(item: BulkItem): ItemVerdict {
  const { status, errorType } = item;
  if (status >= 200 && status < 300 && errorType === undefined) return written(item);
  if (errorType === 'cluster_block_exception') return blocked(item);
  if (status === 409 && (errorType ?? VERSION_CONFLICT) === VERSION_CONFLICT) return { kind: 'duplicate' };
  if (status === 429) return { kind: 'retry', cause: 'busy', reason: describe(item) };
  if (TRANSIENT.has(status) || isPassingFault(item))
    return { kind: 'retry', cause: 'unavailable', reason: describe(item) };
  const code = status === 400 ? documentFault(item) : undefined;
  if (code !== undefined) return { kind: 'dead-letter', code, reason: describe(item) };
  return { kind: 'park', cause: parkCause(item), reason: describe(item) };
}

const VERSION_CONFLICT = 'version_conflict_engine_exception';

function written(item: BulkItem): ItemVerdict {
  if (item.failureStore !== 'used') return { kind: 'indexed' };
  return { kind: 'dead-letter', code: 'failure-store', reason: 'the document went to the failure store' };
}

function isPassingFault({ status, errorType = '', errorReason = '' }: BulkItem): boolean {
  if (status !== 404 && status !== 500) return false;
  if (errorType === 'mapper_exception') return errorReason.startsWith(MAPPING_TIMED_OUT);
  return PASSING_FAULTS.has(errorType);
}

/** A full disk blocks with 429 and needs an operator; a cluster without a master blocks with 503 and needs time. */
function blocked(item: BulkItem): ItemVerdict {
  if (item.status === 503) return { kind: 'retry', cause: 'unavailable', reason: describe(item) };
  return { kind: 'park', cause: 'blocked', reason: describe(item) };
}

function documentFault({ errorType = '', errorReason = '' }: BulkItem): DeadLetterCode | undefined {
  if (errorType !== 'illegal_argument_exception') return DOCUMENT_FAULTS.get(errorType);
  const known = DOCUMENT_FAULT_REASONS.some((beginning) => errorReason.startsWith(beginning));
  return known ? 'document-rejected' : undefined;
}

function parkCause({ status, errorType, errorReason = '' }: BulkItem): ParkCause {
  if (errorType === 'index_closed_exception') return 'closed';
  if (errorType === 'index_not_found_exception') return 'missing';
  if (status === 401 || status === 403) return 'forbidden';
  if (errorType === 'validation_exception' && errorReason.includes('shards open')) return 'shard-limit';
  return 'unknown';
}

function describe({ status, errorType, errorReason }: BulkItem): string {
  return [`${status}`, errorType, errorReason].filter((part) => part !== undefined).join(' ');
}
