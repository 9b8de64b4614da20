import { withoutByteOrderMark } from '@millrace/intake';

/** One line of a stream, without its line feed. */
export interface SourceLine {
  readonly bytes: Buffer;
  /** Counted from 1, blank lines too, as editors do. */
  readonly number: number;
  /** Where it starts in the stream. */
  readonly byteOffset: number;
  /** The line was longer than the limit: `bytes` are its beginning, the rest was passed over. */
  readonly cut: boolean;
}

const LINE_FEED = 0x0a;

/**
 * The lines of a stream, whatever its chunks are; a last line without a line feed counts. Carriage returns before the
 * line feed are taken off, and so is a byte order mark before the first line. Holds at most one chunk and `maxLineBytes`.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  maxLineBytes: number,
): AsyncGenerator<SourceLine, void, undefined> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let byteOffset = 0;
  let number = 0;
  let length = 0;
  const take = (part: Buffer): void => {
    length += part.length;
    const room = Math.min(part.length, maxLineBytes - heldBytes);
    if (room <= 0) return;
    held.push(part.subarray(0, room));
    heldBytes += room;
  };
  const finish = (): SourceLine => {
    const whole = withoutReturns(held.length === 1 && held[0] ? held[0] : Buffer.concat(held));
    const bytes = byteOffset === 0 ? withoutByteOrderMark(whole) : whole;
    const line = { bytes, number: ++number, byteOffset, cut: length > maxLineBytes };
    byteOffset += length + 1;
    held = [];
    heldBytes = 0;
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, from)) {
      take(chunk.subarray(from, feed));
      yield finish();
      from = feed + 1;
    }
    if (from < chunk.length) take(chunk.subarray(from));
  }
  if (length > 0) yield finish();
}

function withoutReturns(line: Buffer): Buffer {
  let end = line.length;
  while (end > 0 && line[end - 1] === 0x0d) end--;
  return line.subarray(0, end);
}
