import type { IngestReply } from '@millrace/schemas';
import type { Verdict } from '../verdict.js';

/** Errors spelled out in one answer; `rejected` counts all. */
const MAX_ERRORS_SHOWN = 100;

/** Counts a request's verdicts. */
export function createRequestTally() {
  const counts = { accepted: 0, rejected: 0, expired: 0, undeduplicated: 0 };
  const errors: IngestReply['errors'] = [];
  const addOne = (verdict: Verdict): void => {
    if (verdict.outcome === 'expired') {
      counts.expired++;
    } else if (verdict.outcome === 'accepted') {
      counts.accepted++;
      if (verdict.undeduplicated) counts.undeduplicated++;
    } else {
      counts.rejected++;
      const { log, code, reason } = verdict;
      if (errors.length < MAX_ERRORS_SHOWN) errors.push({ index: log.raw.index, code, reason });
    }
  };
  return {
    add: (verdicts: readonly Verdict[]) => verdicts.forEach(addOne),
    answer: (): IngestReply => ({ ...counts, errors }),
  };
}
