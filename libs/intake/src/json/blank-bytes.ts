/** Whether a byte is ASCII white space. */
function isBlankByte(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

/** Index of the first byte from `at` on that is no white space; the length when there is none. */
export function skipBlank(bytes: Buffer, at = 0): number {
  let next = at;
  while (next < bytes.length && isBlankByte(bytes[next])) next++;
  return next;
}

/** The bytes without white space at either end, as a view. */
export function trimBytes(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && isBlankByte(bytes[end - 1])) end--;
  return bytes.subarray(Math.min(skipBlank(bytes), end), end);
}
