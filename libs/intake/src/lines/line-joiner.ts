import { startsEntry } from './starts-entry.js';
import { judgeContinuation } from './continuation.js';
import type { TraceState } from './continuation.js';

/** One log of a text: a line with its continuation lines. */
export interface TextEntry {
  /** The lines joined by line feeds, without the last line's end. */
  readonly bytes: Buffer;
  /** Where its first line starts. */
  readonly byteOffset: number;
  /** Lines it is made of, blank ones inside a trace included. */
  readonly lines: number;
}

/** Bounds of an entry; a continuation beyond one starts an entry of its own. */
export interface LineJoinerOptions {
  readonly maxEntryBytes: number;
  readonly maxEntryLines: number;
}

/** An entry never outgrows what a document's message can hold, so that joining cuts nothing. */
export const DEFAULT_JOINER_OPTIONS: LineJoinerOptions = Object.freeze({
  maxEntryBytes: 64 * 1024,
  maxEntryLines: 1000,
});

/** Joins lines given in order; holds one entry at a time, within its bounds. */
export interface LineJoiner {
  /** Takes a line without its end; returns the entry that this line shows to be complete, if any. */
  push(line: Buffer, byteOffset: number): TextEntry | undefined;
  /** The entry still held; to be called at the end, or when no more lines came for a while. */
  flush(): TextEntry | undefined;
}

const HEAD_BYTES = 256;

/** See {@link LineJoiner}. */
export function createLineJoiner(options: LineJoinerOptions = DEFAULT_JOINER_OPTIONS): LineJoiner {
  let parts: Buffer[] = [];
  let byteOffset = 0;
  let bytes = 0;
  let state: TraceState = 'none';
  let isJoinable = false;

  const flush = (): TextEntry | undefined => {
    while (parts.at(-1)?.length === 0) parts.pop();
    if (parts.length === 0) return undefined;
    const entry = { bytes: joined(parts), byteOffset, lines: parts.length };
    parts = [];
    bytes = 0;
    return entry;
  };

  return {
    push(line, offset) {
      const head = line.toString('latin1', 0, HEAD_BYTES);
      const verdict = judgeContinuation(head, state, startsEntry(head));
      const isBlank = head.trim() === '';
      const fits = parts.length < options.maxEntryLines && bytes + line.length < options.maxEntryBytes;
      state = verdict.state;
      if (verdict.continues && parts.length > 0 && isJoinable && fits) {
        parts.push(isBlank ? line.subarray(0, 0) : line);
        bytes += line.length + 1;
        return undefined;
      }
      if (isBlank) return undefined;
      const complete = flush();
      parts = [line];
      byteOffset = offset;
      bytes = line.length;
      isJoinable = !/^\s*\{/.test(head);
      return complete;
    },
    flush,
  };
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const feed = Buffer.from('\n');
  return Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [part] : [feed, part])));
}
