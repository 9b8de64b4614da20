/** Stable codes of RFC 9457 problem documents, with HTTP status and title: the closed set clients may branch on. */
export const PROBLEMS = Object.freeze({
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-query': { status: 400, title: 'The query is not valid' },
  'query-too-costly': { status: 400, title: 'The query would cost Elasticsearch too much' },
  'invalid-cursor': { status: 400, title: 'The cursor is not valid for this query' },
  'invalid-encoding': { status: 400, title: 'The body could not be decompressed' },
  'missing-key': { status: 401, title: 'An API key is required' },
  'invalid-key': { status: 401, title: 'The API key is unknown, revoked or expired' },
  'missing-scope': { status: 403, title: 'The API key lacks the scope for this' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'The present state does not allow this' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-content-type': { status: 415, title: 'The content type is not supported' },
  'unsupported-content-encoding': { status: 415, title: 'The content encoding is not supported' },
  'too-busy': { status: 429, title: 'Too much is in flight' },
  internal: { status: 500, title: 'Something failed on our side' },
  unavailable: { status: 503, title: 'A server this needs does not answer' },
} as const);

/** See {@link PROBLEMS}. */
export type ProblemCode = keyof typeof PROBLEMS;
