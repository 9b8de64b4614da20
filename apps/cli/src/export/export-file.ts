import { constants, open, rm, type FileHandle } from 'node:fs/promises';
import { CliError, usageError } from '../cli-error.js';
import { printable } from '../output/printable.js';
import { positionAfter } from './position-after.js';
import { lastLine } from './whole-lines.js';

/** As the flag `a+`, which makes a file where there is none. */
const APPEND_TO_EXISTING = constants.O_RDWR | constants.O_APPEND;

/** A file that an export is written to. */
export interface ExportFile {
  /** Where the export goes on; undefined where it begins. */
  readonly after: string | undefined;
  /** @throws CliError when the file cannot be written (a full disk) */
  append(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Closes it as it was found, and takes away one that is new, as if it had never been made. */
  discard(): Promise<void>;
}

/** A new file. @throws CliError when there is one of that name already, or none can be made */
export async function createExportFile(path: string): Promise<ExportFile> {
  const handle = await open(path, 'wx').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(path, error);
    throw usageError(
      `--output ${printable(path)}: there is such a file already`,
      'Remove it, or go on with it with --resume and the same query and times.',
    );
  });
  return exportFile({ handle, path, after: undefined, wholeBytes: undefined });
}

/**
 * The file of an export that was cut, ready to go on: what stands behind its last whole line is removed with the first
 * bytes that are written, or when it is closed. Without such a file it is a new one, as `curl -C -` and `wget -c` have
 * it: the export was cut before its first log.
 *
 * @throws CliError when it cannot be opened, or its last whole line is no log
 */
export async function resumeExportFile(path: string): Promise<ExportFile> {
  const handle = await open(path, APPEND_TO_EXISTING).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(path, error);
    return undefined;
  });
  return handle === undefined ? await createExportFile(path) : await goOnWith(path, handle);
}

async function goOnWith(path: string, handle: FileHandle): Promise<ExportFile> {
  try {
    const { size } = await handle.stat();
    const line = await lastWholeLine(handle, size);
    const after = line && positionAfter(line.text);
    if (line && after === undefined)
      throw usageError(`--resume: the last line of ${printable(path)} is no log of an export`);
    return exportFile({ handle, path, after, wholeBytes: line?.end ?? 0 });
  } catch (error) {
    await handle.close();
    throw error instanceof CliError ? error : fileError(path, error);
  }
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly path: string;
  readonly after: string | undefined;
  /** Of a file that was there: up to the end of its last whole line. */
  readonly wholeBytes: number | undefined;
}

function exportFile({ handle, path, after, wholeBytes }: OpenFile): ExportFile {
  let isCutOff = wholeBytes === undefined;
  // Only once an answer has come: a file named by mistake stays as it is when the export is refused.
  const cutOff = async () => {
    if (!isCutOff) await handle.truncate(wholeBytes);
    isCutOff = true;
  };
  return {
    after,
    append: (bytes) =>
      cutOff()
        .then(() => handle.appendFile(bytes))
        .catch((error: unknown) => Promise.reject(fileError(path, error))),
    async close() {
      await cutOff();
      await handle.close();
    },
    async discard() {
      await handle.close();
      if (wholeBytes === undefined) await rm(path, { force: true });
    },
  };
}

const BRACE = 0x7b;
const STEP_BYTES = 65_536;
/** A log has at most 256 KiB; what has no line feed in so many bytes is no export. */
const MAX_TAIL_BYTES = 16 * 1_048_576;

/** The last line that ends in a line feed, and where it ends; undefined when there is none. */
async function lastWholeLine(handle: FileHandle, size: number) {
  for (let bytes = STEP_BYTES; ; bytes *= 2) {
    const start = Math.max(0, size - bytes);
    const tail = Buffer.alloc(size - start);
    await handle.read(tail, 0, tail.length, start);
    const end = tail.lastIndexOf('\n') + 1;
    const isWhole = start === 0 || tail.lastIndexOf('\n', end - 2) >= 0;
    if (end > 0 && isWhole && (end > 1 || start === 0))
      return { text: lastLine(tail.subarray(0, end)), end: start + end };
    if (start === 0) {
      if (size > 0 && tail[0] !== BRACE) throw usageError('--resume: the file does not look like an export');
      return undefined;
    }
    if (bytes > MAX_TAIL_BYTES) throw usageError('--resume: the file does not look like an export');
  }
}

function fileError(path: string, error: unknown): CliError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CliError(`writing ${printable(path)}: ${reason}`, { cause: error });
}
