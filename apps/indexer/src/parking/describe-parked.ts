import type { ParkCause } from '../bulk/classify-item.js';
import type { ParkedIndex } from './parked-indices.js';

const CAUSES: Readonly<Record<ParkCause, string>> = {
  blocked: 'it is read-only, or a disk is full',
  closed: 'it is closed',
  forbidden: 'the credentials may not write to it',
  missing: 'it is missing',
  'shard-limit': 'the cluster may not have more shards',
  unavailable: 'its shards do not answer',
  unknown: 'Elasticsearch refused for a reason that is on no list; the log of the service quotes it',
};

/**
 * A parked index for whoever reads `/readyz`, which needs no key: what the cluster said stays in the log, since it may
 * quote a document.
 */
export function describeParked({ index, cause, sinceMs }: ParkedIndex): string {
  return `${index} takes no documents since ${new Date(sinceMs).toISOString()} (${cause}): ${CAUSES[cause]}`;
}
