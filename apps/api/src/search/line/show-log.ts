import type { SearchHit } from '@millrace/elasticsearch';
import { ProblemError, unavailable } from '@millrace/http';
import type { LogInquiry } from '../log-inquiry.js';
import { logIndex } from './log-index.js';

/** Which log. */
export interface WantedLog {
  readonly tenant: string;
  readonly id: string;
  /** Values to go on from, in the hit. */
  readonly sort?: readonly unknown[];
}

/**
 * The log of an id. Throws the problem `not-found` when the tenant has none, whoever else may, and `unavailable` when not
 * all was searched; fails as an inquiry does otherwise.
 */
export async function showLog({ tenant, id, sort }: WantedLog, inquiry: LogInquiry): Promise<SearchHit> {
  const index = logIndex(tenant, id);
  const body = { size: 1, track_total_hits: false, ...(sort && { sort }) };
  const found =
    index === undefined ? undefined : await inquiry.ask({ index, also: [{ ids: { values: [id] } }], body });
  const [hit] = found?.hits ?? [];
  if (hit !== undefined) return hit;
  const { incomplete } = inquiry.members();
  if (incomplete !== undefined)
    throw unavailable(`${incomplete}: it is not known whether there is a log of this id.`);
  throw new ProblemError(
    'not-found',
    'There is no log of this id. It may not be searchable yet, or its day is past the retention.',
  );
}
