import type { FilteredDocument } from '@millrace/filter';
import type { Positions } from '../ring/positions.js';
import type { RecordRing } from '../ring/record-ring.js';
import type { RingEntry } from '../ring/ring-entry.js';
import type { NumberedEntry } from './encode-rows.js';
import { groupMatches } from './filter-group.js';
import type { FilterGroup } from './filter-group.js';
import type { GroupDirectory } from './group-directory.js';
import type { ReadDocument } from './read-document.js';

/** Records of a ring by sequence number, the end exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A stretch, and how to read what its entries hold. */
export interface ReadableStretch extends Stretch {
  readonly read: ReadDocument;
}

/** The matches of every group that has any, each document parsed at most once. */
export function matchAll(
  ring: RecordRing,
  groups: GroupDirectory,
  { from, to, read }: ReadableStretch,
): ReadonlyMap<FilterGroup, readonly NumberedEntry[]> {
  const found = new Map<FilterGroup, NumberedEntry[]>();
  for (let sequence = from; sequence < to; sequence++) {
    const entry = ring.at(sequence);
    const parse = parseOnce(entry, read);
    for (const group of groups.ofTenant(entry.tenant)) {
      if (!groupMatches(group, entry, parse)) continue;
      const matches = found.get(group);
      if (matches) matches.push({ sequence, entry });
      else found.set(group, [{ sequence, entry }]);
    }
  }
  return found;
}

/** Where a reader stands after a stretch. */
export function positionsAfter(ring: RecordRing, { from, to }: Stretch, positions: Positions): Positions {
  const after = [...positions];
  for (let sequence = from; sequence < to; sequence++) {
    const { partition, offset } = ring.at(sequence);
    after[partition] = Math.max(after[partition] ?? 0, offset + 1);
  }
  return after;
}

/** Reads an entry when that is asked for first. */
export function parseOnce({ value }: RingEntry, read: ReadDocument): () => FilteredDocument | undefined {
  let document: FilteredDocument | undefined;
  return () => (document ??= read(value));
}
