import type { Positions } from './positions.js';
import type { RecordRing } from './record-ring.js';

/** Part of a ring, its oldest, that is not offered to anybody to begin at. */
const UNSAFE_PART = 0.125;

/**
 * Positions from which a ring can give everything for some time to come: whoever is told them has to come back with
 * them, and the oldest records go meanwhile.
 */
export function safePositions(ring: RecordRing): Positions {
  const floor = ring.floor();
  const safe = [...ring.floorPositions()];
  // Before anything was let go nothing is about to go.
  const end = floor === 0 ? 0 : floor + Math.floor((ring.head() - floor) * UNSAFE_PART);
  for (let sequence = floor; sequence < end; sequence++) {
    const { partition, offset } = ring.at(sequence);
    safe[partition] = offset + 1;
  }
  return safe;
}
