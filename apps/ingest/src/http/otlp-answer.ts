import type { ProblemBody, ProblemSpelling } from '@millrace/http';
import { encodeOtlpAnswer, encodeOtlpStatus } from '@millrace/intake';
import type { OtlpEncoding, OtlpPartialSuccess } from '@millrace/intake';
import type { IngestReply } from '@millrace/schemas';

/** Media types of OTLP over HTTP; an answer has that of its request. */
export const OTLP_MEDIA_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

/** `google.rpc.Code` by HTTP status; 2 is UNKNOWN. */
const STATUS_CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  413: 8,
  415: 3,
  429: 8,
  500: 13,
  503: 14,
};
const UNKNOWN_CODE = 2;

/** The encoding of a request by its media type; undefined when it is none of OTLP's. */
export function otlpEncoding(contentType: string | undefined): OtlpEncoding | undefined {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === OTLP_MEDIA_TYPES.protobuf) return 'protobuf';
  return mediaType === OTLP_MEDIA_TYPES.json ? 'json' : undefined;
}

/** An `ExportLogsServiceResponse`: partial success only when some logs were not taken, which no retry would change. */
export function otlpAnswer(reply: IngestReply, encoding: OtlpEncoding) {
  const headers = { 'content-type': OTLP_MEDIA_TYPES[encoding] };
  return { headers, body: encodeOtlpAnswer(partialSuccess(reply), encoding) };
}

/** A problem as the `Status` that OTLP asks for, with its stable code in the message. */
export function otlpProblem({ status, code, detail }: ProblemBody, encoding: OtlpEncoding): ProblemSpelling {
  const statusCode = STATUS_CODES[status] ?? UNKNOWN_CODE;
  return {
    contentType: OTLP_MEDIA_TYPES[encoding],
    body: encodeOtlpStatus({ code: statusCode, message: `${code}: ${detail}` }, encoding),
  };
}

function partialSuccess({
  accepted,
  rejected,
  expired,
  errors,
}: IngestReply): OtlpPartialSuccess | undefined {
  const rejectedLogRecords = rejected + expired;
  if (rejectedLogRecords === 0) return undefined;
  const [first] = errors;
  const parts = [
    `${rejectedLogRecords} of ${accepted + rejectedLogRecords} logs were not taken.`,
    ...(expired > 0 ? [`${expired} are older than the retention.`] : []),
    ...(rejected > 0 ? [`${rejected} are dead letters.`] : []),
    ...(first ? [`The first is log ${first.index}, ${first.code}: ${first.reason}.`] : []),
  ];
  return { rejectedLogRecords, errorMessage: parts.join(' ') };
}
