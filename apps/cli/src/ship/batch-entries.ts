/** Limits of one request. */
export interface BatchLimits {
  readonly maxLogs: number;
  /** Bytes of the encoded lines before compression; a single larger line makes a batch of its own. */
  readonly maxBytes: number;
}

/** Encoded lines, in order, that go in one request. */
export interface Batch<T> {
  readonly items: readonly T[];
  readonly bytes: number;
}

/** Gathers items into batches within the limits, keeping their order. Holds one batch. */
export async function* batchEntries<T extends { readonly text: string }>(
  items: AsyncIterable<T>,
  limits: BatchLimits,
): AsyncGenerator<Batch<T>, void, undefined> {
  let open: T[] = [];
  let bytes = 0;
  for await (const item of items) {
    const size = Buffer.byteLength(item.text) + 1;
    if (open.length > 0 && (open.length >= limits.maxLogs || bytes + size > limits.maxBytes)) {
      yield { items: open, bytes };
      open = [];
      bytes = 0;
    }
    open.push(item);
    bytes += size;
  }
  if (open.length > 0) yield { items: open, bytes };
}
