import { BOUNDS } from '@millrace/schemas';
import type { RawLog } from '../expand-record.js';
import type { ParseResult } from '../parse-record.js';
import { reject } from '../rejection.js';
import { jsonCodec } from './json/json-codec.js';
import { describeOtlpLog } from './describe-otlp-log.js';
import { OtlpDecodeError } from './otlp-decode-error.js';
import { readOtlpOrigin } from './otlp-origin.js';
import type { OtlpOrigin } from './otlp-origin.js';
import type { OtlpCodec, OtlpGroup, OtlpRecord } from './otlp-record.js';
import { parseOtlpRecord } from './parse-otlp-record.js';
import { protobufCodec } from './protobuf/protobuf-codec.js';

/** Encodings of OTLP over HTTP. */
export type OtlpEncoding = 'json' | 'protobuf';

const CODECS: Readonly<Record<OtlpEncoding, OtlpCodec>> = { json: jsonCodec, protobuf: protobufCodec };

/** One log of an export request, decoded. */
export interface OtlpLog {
  /** Its `LogRecord` as it came, a view of the request. */
  readonly raw: RawLog & { readonly ok: true };
  /** Bytes of the resource and scope it shares with others, which its document repeats. */
  readonly originBytes: number;
  /** Gives it its canonical places. */
  parse(): ParseResult;
  /** See `describeOtlpLog`: what a dead letter holds. */
  describe(): Buffer;
}

/**
 * The logs of an `ExportLogsServiceRequest`, lazily, decoded one at a time and numbered from 0. Throws an
 * `OtlpDecodeError` where the bytes are no such request: who must not take half of one goes through all of it first.
 */
export function* otlpLogs(body: Buffer, encoding: OtlpEncoding): Generator<OtlpLog, void, undefined> {
  const codec = CODECS[encoding];
  let index = 0;
  let groups = 0;
  for (const group of codec.groups(body)) {
    if (++groups > BOUNDS.logsPerRecord)
      throw new OtlpDecodeError(`more than ${BOUNDS.logsPerRecord} resources and scopes`);
    const originOf = originReader(group);
    for (const bytes of group.records) yield decodeLog({ bytes, index: index++, group, codec, originOf });
  }
}

interface Undecoded {
  readonly bytes: Buffer;
  readonly index: number;
  readonly group: OtlpGroup;
  readonly codec: OtlpCodec;
  readonly originOf: () => OtlpOrigin;
}

function decodeLog({ bytes, index, group, codec, originOf }: Undecoded): OtlpLog {
  const isTooLarge = bytes.length > BOUNDS.logBytes;
  const record = isTooLarge ? undefined : decodeRecord(bytes, index, codec);
  return {
    raw: { ok: true, index, bytes },
    originBytes: group.originBytes,
    parse: () => (record ? parseOtlpRecord(record, originOf()) : tooLarge(bytes)),
    describe: () => describeOtlpLog(record, group, bytes.length),
  };
}

function decodeRecord(bytes: Buffer, index: number, codec: OtlpCodec): OtlpRecord {
  try {
    return codec.record(bytes);
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw error;
    throw new OtlpDecodeError(`log ${index}: ${error.message}`, { cause: error });
  }
}

function tooLarge({ length }: Buffer): ParseResult {
  return reject('record-too-large', `${length} bytes, expected at most ${BOUNDS.logBytes}`);
}

/** Read when the first log asks, and once. */
function originReader({ resource, scope }: OtlpGroup): () => OtlpOrigin {
  let origin: OtlpOrigin | undefined;
  return () => (origin ??= readOtlpOrigin(resource, scope));
}
