import { isUtf8 } from 'node:buffer';
import { createLineJoiner, parseRecord, type ParsedLog } from '@millrace/intake';
import { BOUNDS, type DeadLetterCode } from '@millrace/schemas';
import { readLines, type SourceLine } from './read-lines.js';

/** Where something starts in a source. */
export interface SourcePlace {
  /** Counted from 1. */
  readonly line: number;
  readonly byteOffset: number;
}

/** One log of a file: a line and the lines that continue it. */
export interface Entry extends SourcePlace {
  readonly kind: 'entry';
  readonly bytes: Buffer;
  /** Lines it is made of. */
  readonly lines: number;
  /** First line of the file that is not blank; part of the ids. */
  readonly firstLine: Buffer;
  /** What intake reads in it; undefined when it would refuse it, which ingest then does with its reason. */
  readonly log: ParsedLog | undefined;
}

/** A line that cannot travel as text, and so is not sent. */
export interface UnsendableLine extends SourcePlace {
  readonly kind: 'unsendable';
  readonly code: DeadLetterCode;
  readonly reason: string;
}

/**
 * The logs of a stream of text in order, continuation lines and stack traces joined by the rules ingest itself uses.
 * A line that is no UTF-8, or longer than one log may be, comes out as unsendable and ends the entry before it.
 */
export async function* readEntries(
  chunks: AsyncIterable<Buffer>,
  onLine: () => void,
): AsyncGenerator<Entry | UnsendableLine, void, undefined> {
  const joiner = createLineJoiner();
  let firstLine: Buffer | undefined;
  /** Number of the line with which the entry begins that the joiner holds; undefined while it holds none. */
  let heldSince: number | undefined;
  const entryOf = (joined: ReturnType<typeof joiner.flush>): Entry[] =>
    joined === undefined ? [] : [describe(joined, heldSince ?? 0, firstLine ?? joined.bytes)];
  for await (const line of readLines(chunks, BOUNDS.logBytes)) {
    onLine();
    if (line.bytes.length > 0) firstLine ??= Buffer.from(line.bytes);
    const fault = faultOf(line);
    if (fault === undefined) {
      const complete = joiner.push(line.bytes, line.byteOffset);
      yield* entryOf(complete);
      if (complete !== undefined || (heldSince === undefined && !isBlank(line.bytes)))
        heldSince = line.number;
      continue;
    }
    yield* entryOf(joiner.flush());
    heldSince = undefined;
    yield { kind: 'unsendable', line: line.number, byteOffset: line.byteOffset, ...fault };
  }
  yield* entryOf(joiner.flush());
}

function describe(
  joined: { readonly bytes: Buffer; readonly byteOffset: number; readonly lines: number },
  line: number,
  firstLine: Buffer,
): Entry {
  const parsed = parseRecord(joined.bytes);
  const { bytes, byteOffset, lines } = joined;
  return {
    kind: 'entry',
    bytes,
    line,
    byteOffset,
    lines,
    firstLine,
    log: parsed.ok ? parsed.log : undefined,
  };
}

/** The joiner holds no blank line that follows nothing. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function faultOf(line: SourceLine): Pick<UnsendableLine, 'code' | 'reason'> | undefined {
  if (line.cut) return { code: 'record-too-large', reason: `longer than ${BOUNDS.logBytes} bytes` };
  return isUtf8(line.bytes) ? undefined : { code: 'invalid-utf8', reason: 'the bytes are not UTF-8' };
}
