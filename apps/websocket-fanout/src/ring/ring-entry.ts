/** A record as a ring keeps it, with bytes of its own. */
export interface RingEntry {
  readonly partition: number;
  readonly offset: number;
  readonly tenant: string;
  /** The canonical document or the group revision, JSON on one line. */
  readonly value: Buffer;
  /** Whether its id came before, within the id window: such a record is passed over and never sent. */
  readonly isRepeated: boolean;
}

/** What an entry takes beside its bytes: two objects, a view and its place, measured at about this. */
const ENTRY_OVERHEAD_BYTES = 200;

/** Bytes that keeping an entry costs. */
export function entryBytes(entry: RingEntry): number {
  return entry.value.length + ENTRY_OVERHEAD_BYTES;
}
