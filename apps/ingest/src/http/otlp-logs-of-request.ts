import { ProblemError } from '@millrace/http';
import { OtlpDecodeError, otlpLogs } from '@millrace/intake';
import type { OtlpEncoding, OtlpLog } from '@millrace/intake';
import { BOUNDS } from '@millrace/schemas';
import type { LogOrigin, OriginatedLog } from '../log-origin.js';

const MIB = 1_048_576;
/** Logs of a body up to this size are decoded once and kept; of a larger one they are decoded again at their turn. */
const KEPT_BODY_BYTES = MIB;
/** So many of any size are kept, as many as a chunk on its way to Kafka has. */
const KEPT_LOGS = 1_000;
/**
 * More are kept only when they have so many bytes on average: decoded, a log takes a kilobyte or more, and the budget
 * for bodies knows of its bytes alone, which may be two.
 */
const KEPT_LOG_BYTES = 200;
/**
 * Bytes of all logs with what each repeats of its resource and scope. Without this bound a small request could ask
 * for gigabytes of documents.
 */
const MAX_EXPANDED_BYTES = 128 * MIB;

/**
 * The logs of an OTLP request. All of it is decoded before the first log is taken: a request that is not OTLP throws
 * `invalid-request`, one with too many logs `too-large`, and nothing of it was written.
 */
export function otlpLogsOfRequest(
  body: Buffer,
  encoding: OtlpEncoding,
  origin: LogOrigin,
): Iterable<OriginatedLog> {
  // What a letter holds is the description of the log, whatever encoding it came in.
  const described = { ...origin, headers: { ...origin.headers, 'content-type': 'application/json' } };
  let kept: readonly OtlpLog[] | undefined;
  try {
    kept = checkAll(otlpLogs(body, encoding), keptLogs(body.length));
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw error;
    throw new ProblemError('invalid-request', `This is no ExportLogsServiceRequest: ${error.message}.`);
  }
  return originated(kept ?? otlpLogs(body, encoding), described);
}

/** How many logs of a body of so many bytes are kept decoded. */
function keptLogs(bytes: number): number {
  return bytes > KEPT_BODY_BYTES ? 0 : Math.max(KEPT_LOGS, bytes / KEPT_LOG_BYTES);
}

/** Goes through all logs; returns them when there are no more than may be kept. */
function checkAll(logs: Iterable<OtlpLog>, mayKeep: number): readonly OtlpLog[] | undefined {
  let kept: OtlpLog[] | undefined = [];
  let count = 0;
  let expandedBytes = 0;
  for (const log of logs) {
    expandedBytes += log.raw.bytes.length + log.originBytes;
    if (++count > BOUNDS.logsPerRecord) {
      throw new ProblemError('too-large', `A request may hold at most ${BOUNDS.logsPerRecord} logs.`);
    }
    if (expandedBytes > MAX_EXPANDED_BYTES) {
      const limit = `${MAX_EXPANDED_BYTES} bytes, resource and scope counted for each`;
      throw new ProblemError('too-large', `The logs of a request may have at most ${limit}.`);
    }
    if (count > mayKeep) kept = undefined;
    kept?.push(log);
  }
  return kept;
}

function* originated(logs: Iterable<OtlpLog>, origin: LogOrigin): Generator<OriginatedLog> {
  for (const log of logs) yield { origin, raw: log.raw, part: log.raw.index, decoded: log };
}
