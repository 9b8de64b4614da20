import type { RecordReader } from '@millrace/pipeline';
import { foundLetter } from './found-letter.js';
import type { FoundLetter } from './found-letter.js';

/** Where to go on in one partition: everything at `before` and above was seen. */
export interface LetterPosition {
  readonly partition: number;
  readonly low: number;
  readonly before: number;
}

/** A stretch of letters, newest first. */
export interface LetterPage {
  readonly letters: readonly FoundLetter[];
  /** Positions from which the next page goes on; undefined when nothing is left. */
  readonly next: readonly LetterPosition[] | undefined;
}

/** What to gather. */
export interface LetterRequest {
  readonly topic: string;
  readonly limit: number;
  readonly accepts: (letter: FoundLetter) => boolean;
}

/** Records read backwards at a time from one partition. */
const CHUNK_RECORDS = 100;
/** Records looked at for one page: a filter that meets little then gives a short page and a cursor, not a long wait. */
const MAX_SCANNED = 5_000;

interface Walk {
  readonly partition: number;
  readonly low: number;
  /** Where the next chunk ends. */
  unread: number;
  /** Everything at and above was given out or passed over. */
  before: number;
  /** Newest last. `letter` is undefined for a record that is no letter. */
  readonly chunk: {
    readonly offset: number;
    readonly timestampMs: number;
    readonly letter: FoundLetter | undefined;
  }[];
}

/**
 * Merges partitions backwards by append time. One letter that stands in the topic twice is given once a page. Bytes
 * of letters are not kept.
 */
export async function newestLetters(
  reader: RecordReader,
  positions: readonly LetterPosition[],
  request: LetterRequest,
  signal: AbortSignal,
): Promise<LetterPage> {
  const walks = positions.map(({ partition, low, before }): Walk => ({
    partition,
    low,
    unread: before,
    before,
    chunk: [],
  }));
  const letters = new Map<string, FoundLetter>();
  for (let scanned = 0; scanned < MAX_SCANNED && letters.size < request.limit; scanned++) {
    for (const walk of walks) await fill(walk, reader, request.topic, signal);
    const newest = newestOf(walks);
    if (newest === undefined) break;
    const entry = newest.chunk.pop();
    newest.before = entry?.offset ?? newest.low;
    const letter = entry?.letter;
    if (letter && request.accepts(letter) && !letters.has(letter.identity))
      letters.set(letter.identity, letter);
  }
  for (const walk of walks) await fill(walk, reader, request.topic, signal);
  const left = walks.some(({ chunk }) => chunk.length > 0);
  const next = walks.map(({ partition, low, before }) => ({ partition, low, before }));
  return { letters: [...letters.values()], next: left ? next : undefined };
}

/** Reads the stretch before what was read; a stretch without records is skipped. */
async function fill(walk: Walk, reader: RecordReader, topic: string, signal: AbortSignal): Promise<void> {
  while (walk.chunk.length === 0 && walk.unread > walk.low) {
    const from = Math.max(walk.low, walk.unread - CHUNK_RECORDS);
    const range = { topic, partition: walk.partition, from, to: walk.unread };
    for await (const batch of reader.read(range, signal)) {
      for (const record of batch) {
        const { offset, timestampMs } = record;
        walk.chunk.push({ offset, timestampMs, letter: foundLetter(record) });
      }
    }
    signal.throwIfAborted();
    walk.unread = from;
  }
}

function newestOf(walks: readonly Walk[]): Walk | undefined {
  let newest: Walk | undefined;
  for (const walk of walks) {
    const time = walk.chunk.at(-1)?.timestampMs;
    if (time !== undefined && time > (newest?.chunk.at(-1)?.timestampMs ?? -1)) newest = walk;
  }
  return newest;
}
