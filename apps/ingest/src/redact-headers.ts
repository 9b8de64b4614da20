import type { Redactor } from '@millrace/intake';
import type { RecordHeaders } from '@millrace/pipeline';

const MASK = '[REDACTED:field]';

/** Headers without secrets, and how many were replaced: values under secret names, and secrets within other values. */
export function redactHeaders(
  headers: RecordHeaders,
  redactor: Redactor,
): { readonly headers: RecordHeaders; readonly redacted: number } {
  let redacted = 0;
  const clean = (name: string, value: Buffer | string): Buffer | string => {
    if (redactor.isSecretField(name)) {
      redacted++;
      return MASK;
    }
    const result = redactor.bytes(Buffer.isBuffer(value) ? value : Buffer.from(value));
    redacted += result.redacted;
    return result.redacted === 0 ? value : result.bytes;
  };
  const entries = Object.entries(headers).map(([name, value]): [string, RecordHeaders[string]] => {
    if (value === undefined) return [name, value];
    return [name, Array.isArray(value) ? value.map((item) => clean(name, item)) : clean(name, value)];
  });
  return { headers: Object.fromEntries(entries), redacted };
}
