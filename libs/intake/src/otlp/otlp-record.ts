import type { Instant } from '@millrace/schemas';

/** An `AnyValue`: integers beyond 2^53 are their digits, bytes are base64, a value that is not set is null. */
export type OtlpValue = string | number | boolean | null | readonly OtlpValue[] | OtlpAttributes;

/** A list of `KeyValue`, or a `KeyValueList`; of a key that stands twice the last counts. */
export interface OtlpAttributes {
  readonly [key: string]: OtlpValue;
}

/** The `InstrumentationScope` of some logs; empty texts where it says nothing. */
export interface OtlpScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: OtlpAttributes;
}

/** A `LogRecord`, whichever encoding it came in; empty texts, 0 and null where it says nothing. */
export interface OtlpRecord {
  readonly time: Instant | undefined;
  readonly observedTime: Instant | undefined;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: OtlpValue;
  readonly attributes: OtlpAttributes;
  readonly droppedAttributesCount: number;
  /** Hexadecimal, lower case; empty when the bytes are no id. */
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
}

/** The logs of one resource and scope. */
export interface OtlpGroup {
  readonly resource: OtlpAttributes;
  readonly scope: OtlpScope;
  /** Bytes of resource and scope as they came: each log of the group repeats what is in them. */
  readonly originBytes: number;
  /** Each `LogRecord` as a view of the request, not decoded yet. */
  readonly records: Iterable<Buffer>;
}

/** One encoding of an `ExportLogsServiceRequest`. Lazy; both functions throw an `OtlpDecodeError`. */
export interface OtlpCodec {
  groups(body: Buffer): Iterable<OtlpGroup>;
  record(bytes: Buffer): OtlpRecord;
}
