/** Bytes are no `ExportLogsServiceRequest`, or one beyond its bounds. The message quotes nothing of them. */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
}
