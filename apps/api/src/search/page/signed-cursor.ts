import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ProblemError } from '@millrace/http';

/** Bytes a cursor may unfold to: it names the parked indices of a tenant, of which there may be 400, twice. */
const MAX_CURSOR_BYTES = 262_144;
const SIGNATURE_BYTES = 16;

/**
 * Makes values opaque to clients and tells those it made from all others. `secret` is the tenant's; `purpose` keeps a
 * cursor of one route from working on another.
 */
export function signCursor(value: unknown, secret: Buffer, purpose: string): string {
  const payload = deflateRawSync(JSON.stringify(value));
  return Buffer.concat([signature(payload, secret, purpose), payload]).toString('base64url');
}

/** The value of a cursor. Throws `invalid-cursor` on anything that {@link signCursor} did not make with this secret. */
export function openCursor(cursor: string, secret: Buffer, purpose: string): unknown {
  const bytes = Buffer.from(cursor, 'base64url');
  const payload = bytes.subarray(SIGNATURE_BYTES);
  const given = bytes.subarray(0, SIGNATURE_BYTES);
  const right = signature(payload, secret, purpose);
  // The decoder overlooks stray characters, so a cursor has more spellings than the one that was given out.
  const asMade = bytes.toString('base64url') === cursor;
  if (!asMade || given.length !== right.length || !timingSafeEqual(given, right))
    throw invalidCursor('it was not made here');
  return JSON.parse(inflateRawSync(payload, { maxOutputLength: MAX_CURSOR_BYTES }).toString());
}

/** A cursor that cannot be used, with the reason as half a sentence. */
export function invalidCursor(reason: string): ProblemError {
  return new ProblemError(
    'invalid-cursor',
    `This cursor cannot be used: ${reason}. Search again without one.`,
  );
}

function signature(payload: Buffer, secret: Buffer, purpose: string): Buffer {
  const mac = createHmac('sha256', secret).update(`cursor:${purpose}\0`).update(payload).digest();
  return mac.subarray(0, SIGNATURE_BYTES);
}
