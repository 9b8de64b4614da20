import { BOUNDS } from '@millrace/schemas';
import { OtlpDecodeError } from './otlp-decode-error.js';

/** Deepest nesting of lists and maps in an `AnyValue`. */
export const MAX_OTLP_DEPTH = 64;

/** Bytes of resource and scope together; a document cannot hold more. */
const MAX_ORIGIN_BYTES = BOUNDS.documentBytes;

/** Refuses a resource and scope that no document could hold, before they are decoded. */
export function refuseLargeOrigin(bytes: number): void {
  if (bytes <= MAX_ORIGIN_BYTES) return;
  throw new OtlpDecodeError(`resource and scope have ${bytes} bytes, expected at most ${MAX_ORIGIN_BYTES}`);
}

/** Refuses to go a level deeper than {@link MAX_OTLP_DEPTH}. */
export function refuseDeep(depth: number): void {
  if (depth > MAX_OTLP_DEPTH)
    throw new OtlpDecodeError(`a value is nested deeper than ${MAX_OTLP_DEPTH} levels`);
}
