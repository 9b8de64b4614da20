import type { LogFormat } from '../log-format.js';
import type { ParseHints } from '../parsed-log.js';
import { readAccessLog } from './access-log.js';
import { readApacheError } from './apache-error.js';
import { readHdfsLog } from './hdfs-log.js';
import { readIsoText } from './iso-text.js';
import { readKlog } from './klog.js';
import type { LineReader, LineReading } from './line-reading.js';
import { readSyslog3164 } from './syslog-3164.js';
import { readSyslog5424 } from './syslog-5424.js';

/** Formats that are a line with a header. */
export type LineFormat = Exclude<LogFormat, 'json' | 'logfmt' | 'plain'>;

/** Most telling first: what an earlier one takes, a later one would read worse. */
const READERS: Readonly<Record<LineFormat, LineReader>> = {
  'syslog-5424': readSyslog5424,
  'syslog-3164': readSyslog3164,
  'apache-error': readApacheError,
  access: readAccessLog,
  klog: readKlog,
  hdfs: readHdfsLog,
  'iso-text': readIsoText,
};

/** Headers end within this; what is longer is message. */
const LONGEST_HEADER = 4096;

/** Reads the header of a log's first line, in the hinted format if it fits, else in the first that does. */
export function readLine(
  text: string,
  hints: ParseHints,
): { readonly format: LineFormat; readonly reading: LineReading } | undefined {
  const lineEnd = text.indexOf('\n');
  const line = text.slice(0, Math.min(lineEnd === -1 ? text.length : lineEnd, LONGEST_HEADER));
  const hinted = hints.format === undefined ? undefined : readers.find(([format]) => format === hints.format);
  for (const [format, read] of hinted ? [hinted, ...readers] : readers) {
    const reading = read(line, hints);
    if (reading !== undefined) return { format, reading };
  }
  return undefined;
}

const readers = Object.entries(READERS) as readonly [LineFormat, LineReader][];
