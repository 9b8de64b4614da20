import { BOUNDS } from '@millrace/schemas';
import type { Instant } from '@millrace/schemas';
import { isRealDay, startOfDay } from './civil-time.js';
import type { Stamp, YearlessStamp } from './stamp.js';

/** 29 February may be eight years apart (1896–1904, 2096–2104). */
const MAX_YEARS_BACK = 8;

/**
 * The instant of a stamp. A yearless one is the latest such moment that is not more than 24 h after `referenceMs`;
 * the slack is for clocks and zones that differ. Pure in its arguments, so that a second delivery gives the same.
 */
export function resolveStamp(stamp: Stamp, referenceMs: number): Instant {
  if (stamp.kind === 'instant') return { epochMs: stamp.epochMs, nanos: stamp.nanos };
  return { epochMs: latestMoment(stamp, referenceMs + BOUNDS.futureSkewMs), nanos: stamp.nanos };
}

function latestMoment(stamp: YearlessStamp, limitMs: number): number {
  const limitYear = new Date(limitMs).getUTCFullYear();
  for (let year = limitYear + 1; year >= limitYear - MAX_YEARS_BACK; year--) {
    if (!isRealDay(year, stamp.month, stamp.day)) continue;
    const epochMs = startOfDay(year, stamp.month, stamp.day) + stamp.msOfDay;
    if (epochMs <= limitMs) return epochMs;
  }
  return startOfDay(limitYear, stamp.month, stamp.day) + stamp.msOfDay;
}
