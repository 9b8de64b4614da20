import { expandRecord } from '@millrace/intake';
import type { RawLog } from '@millrace/intake';
import { BOUNDS } from '@millrace/schemas';
import type { SourceRecord } from '@millrace/pipeline';
import type { LogOrigin, OriginatedLog } from '../log-origin.js';
import { headerText } from './record-origin.js';

const NOTHING = Buffer.alloc(0);

/**
 * The logs in one raw record, lazily and in order. A record that is one log is the letter itself if it is bad; in one
 * that holds many, each bad log is a part. Never throws: what cannot be taken apart is one rejected log.
 */
export function* recordLogs(record: SourceRecord, origin: LogOrigin): Generator<OriginatedLog> {
  const value = record.value ?? NOTHING;
  let only: RawLog | undefined;
  for (const raw of expandRecord(value, headerText(record, 'content-type'))) {
    if (raw.index === 0) {
      only = raw;
      continue;
    }
    if (only !== undefined) yield { origin, raw: only, part: 0 };
    only = undefined;
    yield { origin, raw: beyondBound(raw, value), part: raw.index };
  }
  if (only !== undefined) yield { origin, raw: only };
}

/** What is beyond the number of logs a record may hold is one letter with all that is left, so that none is lost. */
function beyondBound(raw: RawLog, value: Buffer): RawLog {
  if (raw.ok || raw.index < BOUNDS.logsPerRecord) return raw;
  return { ...raw, bytes: value.subarray(raw.bytes.byteOffset - value.byteOffset) };
}
