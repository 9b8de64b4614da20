import { OtlpDecodeError } from '../otlp-decode-error.js';
import type { Cursor } from './message-shape.js';

const MORE = 0x80;
const MAX_SHIFT = 63;

/**
 * Reads a varint of 64 bits with a sign: a number, or its digits where a double does not hold it. The reader's own
 * way depends on whether a second library could be loaded, and without it loses digits.
 */
export function readInt64({ reader }: Cursor): number | string {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift <= MAX_SHIFT; shift += 7) {
    const byte = reader.pos < reader.len ? reader.buf[reader.pos++] : undefined;
    if (byte === undefined) throw new OtlpDecodeError('a number ends too early');
    const bits = byte & (MORE - 1);
    if (shift <= 28) low |= bits << shift;
    if (shift === 28) high = bits >>> 4;
    if (shift > 28) high |= bits << (shift - 32);
    if (byte < MORE) return joined(low >>> 0, high | 0);
  }
  throw new OtlpDecodeError('a number has more than 64 bits');
}

function joined(low: number, high: number): number | string {
  const number = high * 2 ** 32 + low;
  return Number.isSafeInteger(number) ? number : ((BigInt(high) << 32n) | BigInt(low)).toString();
}
