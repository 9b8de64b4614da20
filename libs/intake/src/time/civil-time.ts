import type { Stamp } from './stamp.js';

/** Date and time as written, before anything was checked. */
export interface CivilTime {
  /** Absent for a yearless stamp. */
  readonly year?: number;
  /** 1–12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 60 is taken as a leap second. */
  readonly second: number;
  /** Digits after the decimal point, any number of them; those beyond the ninth are dropped. */
  readonly fraction?: string | undefined;
  /** Minutes east of UTC. */
  readonly offsetMinutes: number;
}

const MAX_OFFSET_MINUTES = 18 * 60;
const LEAP_YEAR = 2000;

/** The stamp a civil time stands for; undefined when there is no such day or hour. */
export function stampOfCivilTime(time: CivilTime): Stamp | undefined {
  if (!isRealTime(time)) return undefined;
  const digits = (time.fraction ?? '').slice(0, 9).padEnd(9, '0');
  const nanos = Number(digits.slice(3));
  const msOfDay =
    ((time.hour * 60 + time.minute - time.offsetMinutes) * 60 + time.second) * 1000 +
    Number(digits.slice(0, 3));
  if (time.year === undefined) {
    return { kind: 'yearless', month: time.month, day: time.day, msOfDay, nanos };
  }
  return { kind: 'instant', epochMs: startOfDay(time.year, time.month, time.day) + msOfDay, nanos };
}

/** ms since 1970 of a day's start in UTC; years below 100 are taken as they are. */
export function startOfDay(year: number, month: number, day: number): number {
  if (year >= 100) return Date.UTC(year, month - 1, day);
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** Whether a month has such a day in that year. */
export function isRealDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  return day <= 28 || new Date(startOfDay(year, month, day)).getUTCMonth() === month - 1;
}

function isRealTime(time: CivilTime): boolean {
  return (
    time.hour <= 23 &&
    time.minute <= 59 &&
    time.second <= 60 &&
    Math.abs(time.offsetMinutes) <= MAX_OFFSET_MINUTES &&
    isRealDay(time.year ?? LEAP_YEAR, time.month, time.day)
  );
}

/** Minutes east of UTC of `Z`, `UTC`, `+01`, `+0130` or `-05:00`; `otherwise` when nothing is written. */
export function offsetMinutesOf(zone: string | undefined, otherwise: number): number {
  if (zone === undefined || zone === '') return otherwise;
  const sign = zone[0] === '-' ? -1 : 1;
  if (sign === 1 && zone[0] !== '+') return 0;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4)));
}
