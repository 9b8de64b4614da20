import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { CliError, usageError } from '../cli-error.js';

/** A file that can be read, or standard input. */
export interface OpenSource {
  /** As the user named it; `-` is standard input. */
  readonly name: string;
  /** Bytes; undefined where the end is not known: standard input, compressed files. */
  readonly size: number | undefined;
  /** The file's modification time; for standard input the time of the start. ms since 1970. */
  readonly referenceTimeMs: number;
  /** Whether a place in it stays the same from one reading to the next. */
  readonly isFile: boolean;
  /** Begins to read; may be called once. */
  readonly open: () => AsyncIterable<Buffer>;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * Checks every name before anything is sent, so that a misspelt last file does not leave half the work done.
 *
 * @throws CliError for the first that is missing, no file, or not readable
 */
export async function openSources(
  names: readonly string[],
  stdin: AsyncIterable<Buffer>,
  nowMs: number,
): Promise<readonly OpenSource[]> {
  const unique = [...new Set(names)];
  return await Promise.all(unique.map((name) => openSource(name, stdin, nowMs)));
}

async function openSource(name: string, stdin: AsyncIterable<Buffer>, nowMs: number): Promise<OpenSource> {
  if (name !== '-') return await openFile(name);
  return { name: '-', size: undefined, referenceTimeMs: nowMs, isFile: false, open: () => stdin };
}

async function openFile(name: string): Promise<OpenSource> {
  const facts = await stat(name).catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? usageError(`${name}: there is no such file`)
      : readError(name, error);
  });
  if (facts.isDirectory()) throw usageError(`${name}: this is a directory`, 'Name its files: ship DIR/*.log');
  const compressed = name.endsWith('.gz');
  return {
    name,
    size: compressed ? undefined : facts.size,
    referenceTimeMs: Math.floor(facts.mtimeMs),
    isFile: facts.isFile(),
    open: () => readFile(name, compressed),
  };
}

async function* readFile(name: string, compressed: boolean): AsyncGenerator<Buffer, void, undefined> {
  const bytes = createReadStream(name, { highWaterMark: CHUNK_BYTES });
  const plain = (compressed ? bytes.compose(createGunzip()) : bytes) as AsyncIterable<Buffer>;
  try {
    yield* plain;
  } catch (error) {
    throw compressed && isNoGzip(error)
      ? new CliError(`reading ${name}: named .gz, but not what gzip writes`, { cause: error })
      : readError(name, error);
  } finally {
    bytes.destroy();
  }
}

function isNoGzip(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'Z_DATA_ERROR';
}

function readError(name: string, cause: unknown): CliError {
  return new CliError(`reading ${name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  });
}
