import { CliError } from '../cli-error.js';

/** A line is a log, which is at most 256 KiB. */
const MAX_LINE_BYTES = 4 * 1_048_576;
const LINE_FEED = 0x0a;

/** Lines that are whole, and the last of them without its line feed. */
export interface WholeLines {
  readonly bytes: Buffer;
  readonly count: number;
  readonly last: string;
}

/** Makes whole lines of pieces that end anywhere. */
export interface LineJoiner {
  /** The lines that a piece completes; undefined when it completes none. @throws CliError for a line without end */
  take(piece: Uint8Array): WholeLines | undefined;
  /** Whether the last piece ended within a line. */
  isWithinLine(): boolean;
}

/** A joiner that holds the line that is not whole yet, and nothing else. */
export function createLineJoiner(): LineJoiner {
  let rest: Buffer = Buffer.alloc(0);
  return {
    take(piece) {
      const bytes = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
      const end = bytes.lastIndexOf(LINE_FEED) + 1;
      rest = bytes.subarray(end);
      if (rest.length > MAX_LINE_BYTES) throw new CliError('reading an export: a line of it does not end');
      if (end === 0) return undefined;
      const whole = bytes.subarray(0, end);
      return { bytes: whole, count: countLines(whole), last: lastLine(whole) };
    },
    isWithinLine: () => rest.length > 0,
  };
}

/** Of whole lines, the last without its line feed. */
export function lastLine(whole: Buffer): string {
  return whole.toString('utf8', whole.lastIndexOf(LINE_FEED, -2) + 1, whole.length - 1);
}

function countLines(whole: Buffer): number {
  let count = 0;
  for (let at = whole.indexOf(LINE_FEED); at >= 0; at = whole.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
