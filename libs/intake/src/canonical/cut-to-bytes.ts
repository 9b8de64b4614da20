/** The longest start of a well-formed text that has at most `limit` bytes of UTF-8, cut between characters. */
export function cutToBytes(text: string, limit: number): string {
  if (fitsBytes(text, limit)) return text;
  // No character takes fewer bytes than UTF-16 units, so what lies beyond `limit` units cannot fit.
  const bytes = Buffer.from(text.slice(0, limit));
  let end = Math.min(limit, bytes.length);
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes
    .toString('utf8', 0, end)
    .replace(/\uFFFD$/, (last) => (text.startsWith(last, end) ? last : ''));
}

/** Whether a text has at most `limit` bytes of UTF-8. */
export function fitsBytes(text: string, limit: number): boolean {
  return text.length * 3 <= limit || (text.length <= limit && Buffer.byteLength(text) <= limit);
}
