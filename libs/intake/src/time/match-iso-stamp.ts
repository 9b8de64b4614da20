import { offsetMinutesOf, stampOfCivilTime } from './civil-time.js';
import type { Stamp } from './stamp.js';

/** A stamp found in a text, and where it ends. */
export interface StampMatch {
  readonly stamp: Stamp;
  readonly end: number;
}

/** `2026-11-21T12:00:00.123456789+01:00` with the liberties senders take: space for `T`, comma, slashes, no zone. */
const ISO =
  /(\d{4})([-/])(\d\d)\2(\d\d)[Tt _](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?(?: ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)(?![\w:]))?/y;

/** The ISO 8601 date and time that starts at `at`; undefined when there is none or it is no real time. */
export function matchIsoStamp(text: string, at: number, utcOffsetMinutes = 0): StampMatch | undefined {
  ISO.lastIndex = at;
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const stamp = stampOfCivilTime({
    year: Number(match[1]),
    month: Number(match[3]),
    day: Number(match[4]),
    hour: Number(match[5]),
    minute: Number(match[6]),
    second: Number(match[7] ?? 0),
    fraction: match[8],
    offsetMinutes: offsetMinutesOf(match[9], utcOffsetMinutes),
  });
  return stamp && { stamp, end: at + match[0].length };
}
