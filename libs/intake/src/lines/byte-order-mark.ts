const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The bytes without the byte order mark that some editors and loggers begin a UTF-8 file with; it is no text. */
export function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, MARK.length).equals(MARK) ? bytes.subarray(MARK.length) : bytes;
}
