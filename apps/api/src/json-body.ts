import { ProblemError, readBody } from '@millrace/http';
import type { ByteBudget, HttpRequest } from '@millrace/http';

/** Bytes of a JSON request body; the largest is a key's description. */
const MAX_BODY_BYTES = 65_536;

/**
 * The JSON a request carries. Throws the problems `unsupported-content-type`, `invalid-request` when it is no JSON in
 * UTF-8, and those of `readBody`.
 */
export async function jsonBody(request: HttpRequest, budget: ByteBudget): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ProblemError('unsupported-content-type', 'Send the body as application/json.');
  }
  const body = await readBody(request, { limitBytes: MAX_BODY_BYTES, budget });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body.bytes));
  } catch {
    throw new ProblemError('invalid-request', 'The body is not JSON in UTF-8.');
  } finally {
    body.release();
  }
}
