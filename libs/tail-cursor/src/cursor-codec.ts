import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SigningKeys } from './key-ring.js';

/** Next offset to read of every partition; its index is the partition. */
export type CursorPositions = readonly number[];

/** What a cursor belongs to. */
export interface CursorScope {
  readonly tenant: string;
  readonly stream: string;
  /** UUID of the topic: offsets mean nothing in one that was made anew. */
  readonly topicId: string;
  /** Canonical form of the filter; absent for a cursor that is good with every filter of the tenant. */
  readonly filter?: string;
}

/** A cursor as it was opened. */
export type OpenedCursor =
  | { readonly ok: true; readonly positions: CursorPositions }
  | { readonly ok: false; readonly fault: 'invalid' | 'other-filter' | 'other-topic' };

/** Makes and opens cursors: positions in a stream, good on any node, that nobody else can make. */
export interface CursorCodec {
  seal(scope: CursorScope, positions: CursorPositions): string;
  /** Opens a cursor of this scope, or of its tenant, stream and topic with any filter. */
  open(cursor: string, scope: CursorScope): OpenedCursor;
}

/**
 * Partitions whose offsets always fit into a cursor that a client may send: 4,096 characters of base64url, 37 bytes for
 * all else, and 8 for the largest offset.
 */
export const MAX_PARTITIONS = 379;

const VERSION = 1;
const DIGEST_BYTES = 8;
const MAC_BYTES = 12;
const KEY_ID_BYTES = 8;

/**
 * A cursor is base64url of: version, key id, digests of scope and topic, each partition's next offset as a variable
 * length number, and a cut HMAC-SHA-256 over all of it.
 */
export function createCursorCodec(keys: SigningKeys): CursorCodec {
  return {
    seal(scope, positions) {
      const { id, secret } = keys.current();
      const head = [Buffer.of(VERSION), keyIdBytes(id), scopeDigest(scope), topicDigest(scope)];
      const payload = Buffer.concat([...head, encodePositions(positions)]);
      return Buffer.concat([payload, macOf(payload, secret)]).toString('base64url');
    },
    open(cursor, scope) {
      const bytes = Buffer.from(cursor, 'base64url');
      const payload = bytes.subarray(0, -MAC_BYTES);
      const headBytes = 1 + KEY_ID_BYTES + 2 * DIGEST_BYTES;
      if (payload.length <= headBytes || payload[0] !== VERSION || bytes.toString('base64url') !== cursor)
        return { ok: false, fault: 'invalid' };
      const key = keys.find(payload.toString('latin1', 1, 1 + KEY_ID_BYTES).trimEnd());
      if (!key || !timingSafeEqual(bytes.subarray(-MAC_BYTES), macOf(payload, key.secret)))
        return { ok: false, fault: 'invalid' };
      const scopeAt = 1 + KEY_ID_BYTES;
      const topicAt = scopeAt + DIGEST_BYTES;
      const digest = payload.subarray(scopeAt, topicAt);
      const { filter: _, ...anyFilter } = scope;
      if (!digest.equals(scopeDigest(scope)) && !digest.equals(scopeDigest(anyFilter)))
        return { ok: false, fault: 'other-filter' };
      if (!payload.subarray(topicAt, headBytes).equals(topicDigest(scope)))
        return { ok: false, fault: 'other-topic' };
      return { ok: true, positions: decodePositions(payload.subarray(headBytes)) };
    },
  };
}

function keyIdBytes(id: string): Buffer {
  return Buffer.from(id.padEnd(KEY_ID_BYTES).slice(0, KEY_ID_BYTES), 'latin1');
}

function scopeDigest({ tenant, stream, filter }: CursorScope): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([tenant, stream, filter]))
    .digest()
    .subarray(0, DIGEST_BYTES);
}

function topicDigest({ topicId }: CursorScope): Buffer {
  return createHash('sha256').update(topicId).digest().subarray(0, DIGEST_BYTES);
}

function macOf(payload: Buffer, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update('tail-cursor\0').update(payload).digest().subarray(0, MAC_BYTES);
}

function encodePositions(positions: CursorPositions): Buffer {
  const bytes: number[] = [];
  for (const position of positions) {
    let rest = position;
    // By arithmetic: offsets pass the 32 bits of shifts.
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
    bytes.push(rest);
  }
  return Buffer.from(bytes);
}

function decodePositions(bytes: Buffer): CursorPositions {
  const positions: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte >= 0x80) continue;
    positions.push(value);
    [value, scale] = [0, 1];
    if (positions.length > MAX_PARTITIONS) break;
  }
  return positions;
}

/** Throws for a topic of more partitions than a cursor can name positions of. */
export function refuseTooMany(topic: string, partitions: number): void {
  if (partitions > MAX_PARTITIONS)
    throw new Error(
      `reading ${topic}: it has ${partitions} partitions, and a cursor holds the positions of ${MAX_PARTITIONS}`,
    );
}
