import { createHash, createHmac } from 'node:crypto';

/** Characters of base64url that hold 128 bits. */
const DIGEST_CHARACTERS = 22;

function hmac(secret: Buffer, ...parts: readonly (string | Buffer)[]): string {
  const digest = createHmac('sha256', secret);
  for (const part of parts) digest.update(part);
  return digest.digest('base64url').slice(0, DIGEST_CHARACTERS);
}

/** `event.id` of a log in a record of a raw topic: its place there. */
export function rawRecordEventId(topic: string, partition: number, offset: number, index: number): string {
  return `${topic}/${partition}/${offset}/${index}`;
}

/**
 * `event.id`s for the lines of one request with an `Idempotency-Key`, to be called once per line in their order. The
 * id depends on the key, the line's bytes and how often these bytes came before in this request, so that a retry of
 * a part neither collides nor doubles. An HMAC, because a plain hash of bytes not yet redacted would tell short
 * secrets to whoever tries them.
 */
export function createIdempotentIds(secret: Buffer, key: string): (line: Buffer) => string {
  const occurrences = new Map<string, number>();
  return (line) => {
    const digest = hmac(secret, 'key\0', key, '\0', line);
    const before = occurrences.get(digest) ?? 0;
    occurrences.set(digest, before + 1);
    return `${digest}.${before}`;
  };
}

/**
 * `event.id`s for the lines of a request without an `Idempotency-Key`: the same body gives the same ids. Only for
 * logs that carry a time; two equal ones without are two events.
 */
export function createBodyIds(secret: Buffer, body: Buffer): (index: number) => string {
  let digest: string | undefined;
  return (index) => `${(digest ??= hmac(secret, 'body\0', body))}.${index}`;
}

/**
 * `event.id` that `ship` sends: from the file's first line, the entry's byte offset and its bytes, so that an
 * appended file or other batch sizes meet the same ids.
 */
export function shipEntryId(firstLine: Buffer, byteOffset: number, entry: Buffer): string {
  const digest = createHash('sha256').update(firstLine).update(`\0${byteOffset}\0`).update(entry);
  return `ship.${digest.digest('base64url').slice(0, DIGEST_CHARACTERS)}`;
}

/** What stands for a correlation id that is a secret: equal for equal ids of a tenant, and tells nothing. */
export function pseudonymOf(secret: Buffer, value: string): string {
  return `hmac:${hmac(secret, 'correlation\0', value)}`;
}
