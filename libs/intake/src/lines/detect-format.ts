import { LOG_FORMATS } from '../log-format.js';
import type { LogFormat } from '../log-format.js';
import { recogniseFormat } from '../recognise-format.js';

/** Entries looked at; more would not change the verdict. */
const SAMPLE_ENTRIES = 100;

/** The format most of a file's first entries have, the more telling one of equals; `plain` for an empty file. */
export function detectFormat(entries: Iterable<Buffer>): LogFormat {
  const counts = new Map<LogFormat, number>();
  let seen = 0;
  for (const entry of entries) {
    const format = recogniseFormat(entry.toString('utf8'));
    counts.set(format, (counts.get(format) ?? 0) + 1);
    if (++seen === SAMPLE_ENTRIES) break;
  }
  return LOG_FORMATS.reduce<LogFormat>(
    (best, format) => ((counts.get(format) ?? 0) > (counts.get(best) ?? 0) ? format : best),
    seen === 0 ? 'plain' : LOG_FORMATS[0],
  );
}
