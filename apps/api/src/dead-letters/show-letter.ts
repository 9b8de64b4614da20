import type { RecordHeaders } from '@millrace/pipeline';
import type { FoundLetter } from './found-letter.js';

/** A letter as the list shows it. */
export function letterSummary({ id, envelope, appendedMs, bytes }: FoundLetter) {
  const { timestampMs, firstSeenMs, key: _key, ...rest } = envelope;
  return {
    id,
    ...rest,
    appendedAt: iso(appendedMs),
    recordedAt: iso(timestampMs),
    firstSeen: iso(firstSeenMs),
    bytes,
  };
}

/** A letter in full. Bytes as base64, and as text when they are UTF-8; headers that are not UTF-8 show U+FFFD. */
export function letterInFull(letter: FoundLetter, value: Buffer | null) {
  const text = value === null ? undefined : utf8(value);
  const { key } = letter.envelope;
  return {
    ...letterSummary(letter),
    ...(key !== undefined && { key }),
    headers: shownHeaders(letter.headers),
    base64: (value ?? Buffer.alloc(0)).toString('base64'),
    ...(text !== undefined && { text }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function shownHeaders(headers: RecordHeaders): Record<string, string> {
  const shown = Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const values = Array.isArray(value) ? value : [value];
    return [[name, values.map(String).join(', ')]];
  });
  return Object.fromEntries(shown) as Record<string, string>;
}
