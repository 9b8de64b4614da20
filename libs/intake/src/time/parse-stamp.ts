import { offsetMinutesOf, stampOfCivilTime } from './civil-time.js';
import { matchIsoStamp } from './match-iso-stamp.js';
import { monthNumber } from './month-number.js';
import { parseAsctime } from './parse-asctime.js';
import { parseEpoch } from './parse-epoch.js';
import type { Stamp } from './stamp.js';

const ISO_DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
/** RFC 5322 (`Sat, 21 Nov 2026 12:00:00 +0000`) and the access-log form (`21/Nov/2026:12:00:00 +0000`). */
const DAY_MONTH_YEAR =
  /^(?:[A-Za-z]{3}, ?)?(\d{1,2})[ /]([A-Za-z]{3})[ /](\d{4})[: ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ?(Z|GMT|UTC|[+-]\d\d:?\d\d)?$/;
const LONGEST_STAMP = 64;

/** The time a whole value states, in any of the forms loggers write; undefined when it states none. */
export function parseStamp(value: string | number, utcOffsetMinutes = 0): Stamp | undefined {
  if (typeof value === 'number') return parseEpoch(value);
  const text = value.trim();
  if (text.length === 0 || text.length > LONGEST_STAMP) return undefined;
  const iso = matchIsoStamp(text, 0, utcOffsetMinutes);
  if (iso?.end === text.length) return iso.stamp;
  return (
    parseEpoch(text) ??
    parseDay(text, utcOffsetMinutes) ??
    parseDayMonthYear(text, utcOffsetMinutes) ??
    parseAsctime(text, utcOffsetMinutes)
  );
}

function parseDay(text: string, offsetMinutes: number): Stamp | undefined {
  const match = ISO_DAY.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = match.slice(1).map(Number);
  return stampOfCivilTime({
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: 0,
    minute: 0,
    second: 0,
    offsetMinutes,
  });
}

function parseDayMonthYear(text: string, offsetMinutes: number): Stamp | undefined {
  const match = DAY_MONTH_YEAR.exec(text);
  if (match === null) return undefined;
  return stampOfCivilTime({
    year: Number(match[3]),
    month: monthNumber(match[2] ?? ''),
    day: Number(match[1]),
    hour: Number(match[4]),
    minute: Number(match[5]),
    second: Number(match[6]),
    fraction: match[7],
    offsetMinutes: offsetMinutesOf(match[8], offsetMinutes),
  });
}
