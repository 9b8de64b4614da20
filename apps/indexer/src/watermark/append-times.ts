import type { SourceRecord, TopicPartition } from '@millrace/pipeline';

/** Knows of positions in partitions before which time everything below them was appended. */
export interface AppendTimes {
  /** Records were fetched; those of a partition are in order and adjacent. */
  note(records: readonly SourceRecord[]): void;
  /**
   * ms since 1970: every record appended before that lies below `position`. undefined when no record near it was seen.
   * Positions of a partition are asked for in their order.
   */
  before(partition: TopicPartition, position: number): number | undefined;
}

/** Notes of one partition; with more of them every second is forgotten, which only makes answers earlier. */
const MAX_NOTES = 512;

/**
 * Remembers the append times at the ends of what was fetched: a partition is stamped in the order of its offsets, so
 * that everything appended before a record lies below it.
 */
export function createAppendTimes(): AppendTimes {
  const partitions = new Map<string, Map<number, number>>();
  const notesOf = ({ topic, partition }: TopicPartition) => {
    const name = `${topic}/${partition}`;
    const known = partitions.get(name) ?? new Map<number, number>();
    partitions.set(name, known);
    return known;
  };
  const noteAt = (record: SourceRecord, offset: number) => {
    const notes = notesOf(record);
    notes.set(offset, Math.max(notes.get(offset) ?? 0, record.timestampMs));
    if (notes.size > MAX_NOTES) thin(notes);
  };
  return {
    note(records) {
      for (const { first, last } of runsOf(records)) {
        noteAt(first, first.offset);
        noteAt(last, last.offset + 1);
      }
    },
    before(partition, position) {
      const notes = notesOf(partition);
      const best = Math.max(...[...notes.keys()].filter((offset) => offset <= position));
      for (const offset of notes.keys()) if (offset < best) notes.delete(offset);
      return notes.get(best);
    },
  };
}

interface Run {
  readonly first: SourceRecord;
  last: SourceRecord;
}

/** Ends of the stretches of one partition each. */
function runsOf(records: readonly SourceRecord[]): readonly Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (const record of records) {
    if (run?.last.partition === record.partition && run.last.topic === record.topic) run.last = record;
    else runs.push((run = { first: record, last: record }));
  }
  return runs;
}

function thin(notes: Map<number, number>): void {
  let keep = false;
  for (const offset of [...notes.keys()].sort((a, b) => a - b)) {
    if (!keep) notes.delete(offset);
    keep = !keep;
  }
}
