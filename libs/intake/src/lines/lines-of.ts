import { skipBlank } from '../json/blank-bytes.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The lines of a body as views, without their ends (LF or CRLF); lines of white space are left out. */
export function* linesOf(bytes: Buffer): Generator<Buffer, void, undefined> {
  for (let from = 0; from < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const line = withoutReturn(bytes.subarray(from, feed === -1 ? bytes.length : feed));
    if (skipBlank(line) < line.length) yield line;
    from = feed === -1 ? bytes.length : feed + 1;
  }
}

/** A line without the carriage returns at its end. */
export function withoutReturn(line: Buffer): Buffer {
  let end = line.length;
  while (end > 0 && line[end - 1] === CARRIAGE_RETURN) end--;
  return line.subarray(0, end);
}
