import { skipBlank } from '../json/blank-bytes.js';
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

/** The entry that further lines may continue. */
interface HeldEntry {
  readonly parts: Buffer[];
  readonly byteOffset: number;
  bytes: number;
  /** JSON of one line is never continued. */
  readonly isJoinable: boolean;
}

/** See {@link LineJoiner}. */
export function createLineJoiner(options: LineJoinerOptions = DEFAULT_JOINER_OPTIONS): LineJoiner {
  let held: HeldEntry | undefined;
  let state: TraceState = 'none';
  const flush = (): TextEntry | undefined => {
    const entry = held && entryOf(held);
    held = undefined;
    return entry;
  };
  return {
    push(line, byteOffset) {
      const head = line.toString('latin1', 0, HEAD_BYTES);
      const isBlank = skipBlank(line) === line.length;
      const verdict = judgeContinuation(head, state, startsEntry(head));
      state = verdict.state;
      if (verdict.continues && held?.isJoinable && hasRoom(held, line, options)) {
        held.parts.push(isBlank ? line.subarray(0, 0) : line);
        held.bytes += line.length + 1;
        return undefined;
      }
      if (isBlank) return undefined;
      const complete = flush();
      held = { parts: [line], byteOffset, bytes: line.length, isJoinable: !/^\s*\{/.test(head) };
      return complete;
    },
    flush,
  };
}

function hasRoom({ parts, bytes }: HeldEntry, line: Buffer, options: LineJoinerOptions): boolean {
  return parts.length < options.maxEntryLines && bytes + line.length < options.maxEntryBytes;
}

/** Blank lines inside a trace belong to it, those after it do not. */
function entryOf({ parts, byteOffset }: HeldEntry): TextEntry {
  const lines = parts.findLastIndex((part) => part.length > 0) + 1;
  return { bytes: joined(parts.slice(0, lines)), byteOffset, lines };
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const feed = Buffer.from('\n');
  return Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [part] : [feed, part])));
}
