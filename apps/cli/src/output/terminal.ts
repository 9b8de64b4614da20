import { styleText } from 'node:util';
import { unlessAborted } from '@millrace/resilience';
import { printableJson } from './printable.js';

/** The part of a writable stream that output needs. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Styles the commands use; `plain` leaves the text as it is. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'plain';

/** A stream that takes bytes too, and may say that it is full. */
export interface ByteStream extends OutputStream {
  /** false when more should wait for `drain`. */
  write(chunk: string | Uint8Array): unknown;
  once?(event: 'drain', run: () => void): unknown;
}

/** Where a command writes: results to standard output, progress and remarks to standard error. */
export interface Terminal {
  /** One line of result. */
  print(line: string): void;
  /** A result for programs: JSON on one line, in which nothing can act on a terminal either. */
  printJson(value: unknown): void;
  /**
   * Resolves once standard output takes more: at once, unless whoever reads it is slow.
   *
   * @throws the signal's reason, at once
   */
  drained(signal: AbortSignal): Promise<void>;
  /** Bytes as they are, for a file or a pipe. */
  printBytes(bytes: Uint8Array): void;
  /** Columns of standard output; undefined where it is no terminal. Asked anew each time, since windows change. */
  width(): number | undefined;
  /** One line about the work, kept out of the result so that pipes stay clean. */
  note(line: string): void;
  /** Styles text for standard output; a no-op where colour is not wanted. */
  paint(style: Style, text: string): string;
  /** Styles text for standard error. */
  paintNote(style: Style, text: string): string;
}

/** Streams and the wish of the environment about colour. */
export interface TerminalOptions {
  readonly out: ByteStream;
  readonly err: OutputStream;
  /** NO_COLOR is set to something. */
  readonly noColour: boolean;
}

/** Of a terminal that does not tell. */
const DEFAULT_COLUMNS = 80;

/** A {@link Terminal} that colours each stream only when it is a terminal and colour is not refused. */
export function createTerminal({ out, err, noColour }: TerminalOptions): Terminal {
  let full: Promise<void> | undefined;
  const write = (chunk: string | Uint8Array): void => {
    if (out.write(chunk) === false && out.once) full ??= untilDrain(out).then(() => void (full = undefined));
  };
  return {
    print: (line) => write(`${line}\n`),
    printJson: (value) => write(`${printableJson(value)}\n`),
    printBytes: write,
    drained: async (signal) => {
      if (full) await unlessAborted(full, signal);
    },
    width: () => (out.isTTY === true ? (out.columns ?? DEFAULT_COLUMNS) : undefined),
    note: (line) => void err.write(`${line}\n`),
    paint: painter(out, noColour),
    paintNote: painter(err, noColour),
  };
}

function untilDrain(out: ByteStream): Promise<void> {
  return new Promise((resolve) => out.once?.('drain', resolve));
}

function painter(stream: OutputStream, noColour: boolean) {
  const coloured = stream.isTTY === true && !noColour;
  return (style: Style, text: string): string =>
    coloured && style !== 'plain' ? styleText(style, text, { validateStream: false }) : text;
}
