import type { OriginatedLog } from '../log-origin.js';

/** How much is judged and written at a time: the bound of what a request or record holds beside its own bytes. */
export interface ChunkBounds {
  readonly logs: number;
  /** Bytes as sent, those that logs share counted for each. One log may be larger. */
  readonly bytes: number;
}

/** Groups logs, in order, into chunks within the bounds; lazily, so that one chunk is in memory at a time. */
export function* chunkLogs(
  logs: Iterable<OriginatedLog>,
  bounds: ChunkBounds,
): Generator<readonly OriginatedLog[], void, undefined> {
  let chunk: OriginatedLog[] = [];
  let bytes = 0;
  for (const log of logs) {
    const size = log.raw.bytes.length + (log.decoded?.originBytes ?? 0);
    if (chunk.length > 0 && (chunk.length >= bounds.logs || bytes + size > bounds.bytes)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(log);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
