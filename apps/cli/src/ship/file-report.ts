import type { IngestReply } from '@millrace/schemas';
import type { Entry, SourcePlace } from './read-entries.js';
import { createRecognition, type Recognition } from './recognition.js';

/** Refused logs of one kind. */
export interface Refusal {
  readonly count: number;
  readonly reason: string;
  /** Whether ingest had it, which then keeps it as a dead letter. */
  readonly sent: boolean;
  /** Where the first one starts in the source. */
  readonly first: SourcePlace;
}

/** What became of one source; every count is of logs unless named otherwise. */
export interface FileReport extends Recognition {
  readonly file: string;
  /** Service that `--service` gave to every log. */
  readonly givenService: string | undefined;
  /** Service of logs whose text names none, from the name of the file. */
  readonly fallbackService: string | undefined;
  readonly lines: number;
  readonly logs: number;
  readonly accepted: number;
  readonly expired: number;
  readonly rejected: number;
  /** By code. */
  readonly refusals: Readonly<Record<string, Refusal>>;
}

/** Counts what happens to one source. */
export interface FileTally {
  line(): void;
  entry(entry: Entry): void;
  refused(code: string, refusal: Refusal): void;
  /** Ingest's answer for a batch; `places` are where its entries start. */
  answered(reply: IngestReply, places: readonly SourcePlace[]): void;
  report(): FileReport;
}

/** An answer spells out only so many refusals; smaller batches show more of them. */
const UNLISTED = { reason: 'beyond those that ingest spells out for one request', sent: true };

const START: SourcePlace = { line: 1, byteOffset: 0 };

/** What is known of a source before it is read. */
export type SourceFacts = Pick<FileReport, 'file' | 'givenService' | 'fallbackService'>;

/** An empty {@link FileTally}. */
export function createFileTally(source: SourceFacts): FileTally {
  const counts = { lines: 0, logs: 0, accepted: 0, expired: 0, rejected: 0 };
  const recognition = createRecognition();
  const refusals = new Map<string, Refusal>();

  const refused: FileTally['refused'] = (code, refusal) => {
    counts.rejected += refusal.count;
    const known = refusals.get(code);
    refusals.set(code, known ? { ...known, count: known.count + refusal.count } : refusal);
  };
  return {
    line: () => {
      counts.lines++;
    },
    entry: (entry) => {
      counts.logs++;
      recognition.add(entry);
    },
    refused,
    answered: (reply, places) => {
      counts.accepted += reply.accepted;
      counts.expired += reply.expired;
      for (const { index, code, reason } of reply.errors) {
        refused(code, { count: 1, reason, sent: true, first: places[index] ?? START });
      }
      const unlisted = reply.rejected - reply.errors.length;
      if (unlisted > 0) refused('unlisted', { ...UNLISTED, count: unlisted, first: places[0] ?? START });
    },
    report: () => ({ ...source, ...counts, refusals: Object.fromEntries(refusals), ...recognition.result() }),
  };
}
