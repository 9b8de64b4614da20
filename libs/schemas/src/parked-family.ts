import type { IndexFamily } from './day-index.js';
import { headerText } from './routing-headers.js';
import type { RawHeaders } from './routing-headers.js';

/** Header that a record of `logs.parked` has beside its own: which kind of document it is. */
export const PARKED_HEADER = 'parked-from';

/** Headers of a record as it is parked; whatever stood under {@link PARKED_HEADER} is replaced. */
export function parkedHeaders<H extends RawHeaders>(headers: H, family: IndexFamily) {
  return { ...headers, [PARKED_HEADER]: family };
}

/** What a parked record is; one without the header is a log, as all were before there was anything else. */
export function parkedFamily(headers: RawHeaders): IndexFamily {
  return headerText(headers[PARKED_HEADER]) === 'correlations' ? 'correlations' : 'logs';
}
