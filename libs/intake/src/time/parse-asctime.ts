import { stampOfCivilTime } from './civil-time.js';
import { monthNumber } from './month-number.js';
import type { Stamp } from './stamp.js';

const ASCTIME =
  /^(?:[A-Za-z]{3} )?([A-Za-z]{3}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: (\d{4}))?$/;

/**
 * The time of C's `asctime`, as a whole text: `Sat Nov 21 12:00:00 2026`, also with a fraction, and yearless without
 * its last word, as BSD syslog has it. Undefined when it is another form or no real time.
 */
export function parseAsctime(text: string, utcOffsetMinutes = 0): Stamp | undefined {
  const match = ASCTIME.exec(text);
  if (match === null) return undefined;
  const [, month = '', day, hour, minute, second, fraction, year] = match;
  return stampOfCivilTime({
    ...(year !== undefined && { year: Number(year) }),
    month: monthNumber(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    fraction,
    offsetMinutes: utcOffsetMinutes,
  });
}
