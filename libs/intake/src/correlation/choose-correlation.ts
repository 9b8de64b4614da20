import type { Correlation } from '../parsed-log.js';

/** A trace id counts in its canonical spelling, wherever it was read from; only a session id is less than it. */
export function chooseCorrelation(
  explicit: Correlation | undefined,
  traceId: string | undefined,
): Correlation | undefined {
  if (traceId === undefined || explicit?.source === 'correlation' || explicit?.source === 'request')
    return explicit;
  return { id: traceId, source: 'trace', field: 'trace.id' };
}
