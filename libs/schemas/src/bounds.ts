const KIB = 1024;

/**
 * Bounds of the canonical document, in UTF-8 bytes unless named otherwise. A field over its bound is cut at a
 * character and named in `event.truncated`; a document that still does not fit is dead-lettered.
 */
export const BOUNDS = Object.freeze({
  documentBytes: 256 * KIB,
  /** Bytes of one log as it was sent; a longer one is dead-lettered unparsed. */
  logBytes: KIB * KIB,
  /** Logs in one request or one record of a raw topic, a count. */
  logsPerRecord: 100_000,
  messageBytes: 64 * KIB,
  stackTraceBytes: 64 * KIB,
  keywordBytes: KIB,
  attributeValueBytes: 8 * KIB,
  attributeNameBytes: 256,
  /** Attributes and numbers of one document together, a count. */
  attributes: 128,
  /** Distinct names under `numbers` one tenant may register, a count. */
  numberNamesPerTenant: 500,
  eventIdBytes: 128,
  /** Decompressed bytes of one HTTP request body. */
  requestBytes: 16 * KIB * KIB,
  /** How far ahead of now a stamp may lie, ms. */
  futureSkewMs: 24 * 3_600_000,
  /** Day indices one tenant may have, a count. */
  indicesPerTenant: 400,
});
