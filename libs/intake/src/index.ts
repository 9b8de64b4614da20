export { candidateNumberNames } from './canonical/candidate-number-names.js';
export { canonicalise } from './canonical/canonicalise.js';
export type {
  CanonicalLog,
  EventIdRule,
  ExpiredLog,
  IntakeContext,
  ReferenceTime,
} from './canonical/intake-context.js';
export { createBodyIds, createIdempotentIds, rawRecordEventId, shipEntryId } from './ids/event-ids.js';
export { expandRecord } from './expand-record.js';
export type { RawLog } from './expand-record.js';
export { withoutByteOrderMark } from './lines/byte-order-mark.js';
export { createLineJoiner, DEFAULT_JOINER_OPTIONS } from './lines/line-joiner.js';
export type { LineJoiner, LineJoinerOptions, TextEntry } from './lines/line-joiner.js';
export { detectFormat } from './lines/detect-format.js';
export { joinLines } from './lines/join-lines.js';
export { LOG_FORMATS } from './log-format.js';
export type { LogFormat } from './log-format.js';
export { encodeOtlpAnswer, encodeOtlpStatus } from './otlp/encode-otlp-answer.js';
export type { OtlpPartialSuccess, OtlpStatus } from './otlp/encode-otlp-answer.js';
export { OtlpDecodeError } from './otlp/otlp-decode-error.js';
export { otlpLogs } from './otlp/otlp-logs.js';
export type { OtlpEncoding, OtlpLog } from './otlp/otlp-logs.js';
export { parseRecord } from './parse-record.js';
export type { ParseResult } from './parse-record.js';
export type { Correlation, FieldValue, ParsedLog, ParseHints, TextField } from './parsed-log.js';
export { recogniseFormat } from './recognise-format.js';
export { createRedactor } from './redaction/redactor.js';
export type { Redactor, RedactionTally } from './redaction/redactor.js';
export { DEFAULT_REDACTION_POLICY, redactionPolicySchema } from './redaction/redaction-policy.js';
export type { RedactionPolicy } from './redaction/redaction-policy.js';
export { reject } from './rejection.js';
export type { Rejection } from './rejection.js';
export type { Stamp, YearlessStamp } from './time/stamp.js';
