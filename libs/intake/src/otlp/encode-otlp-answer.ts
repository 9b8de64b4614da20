import protobuf from 'protobufjs/minimal.js';
import type { OtlpEncoding } from './otlp-logs.js';

/** `ExportLogsPartialSuccess`: some logs were not taken, and sending them again would not help. */
export interface OtlpPartialSuccess {
  readonly rejectedLogRecords: number;
  /** For a person. */
  readonly errorMessage: string;
}

/** `google.rpc.Status`. */
export interface OtlpStatus {
  /** https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
  readonly code: number;
  readonly message: string;
}

/** An `ExportLogsServiceResponse`; without a partial success everything was taken. */
export function encodeOtlpAnswer(partial: OtlpPartialSuccess | undefined, encoding: OtlpEncoding): Buffer {
  if (encoding === 'json') {
    const partialSuccess = partial && { ...partial, rejectedLogRecords: String(partial.rejectedLogRecords) };
    return Buffer.from(JSON.stringify({ partialSuccess }));
  }
  const writer = protobuf.Writer.create();
  if (partial !== undefined) {
    writer.uint32(tagOf(1, BYTES)).fork();
    writer.uint32(tagOf(1, VARINT)).int64(partial.rejectedLogRecords);
    writer.uint32(tagOf(2, BYTES)).string(partial.errorMessage).ldelim();
  }
  return Buffer.from(writer.finish());
}

/** The body of an answer that is no success. */
export function encodeOtlpStatus({ code, message }: OtlpStatus, encoding: OtlpEncoding): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  const writer = protobuf.Writer.create();
  writer.uint32(tagOf(1, VARINT)).int32(code);
  writer.uint32(tagOf(2, BYTES)).string(message);
  return Buffer.from(writer.finish());
}

const VARINT = 0;
const BYTES = 2;

function tagOf(field: number, wire: number): number {
  return (field << 3) | wire;
}
