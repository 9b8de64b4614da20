import type { RecordRing } from '../ring/record-ring.js';
import { groupMatches } from './filter-group.js';
import type { FilterGroup } from './filter-group.js';
import { parseOnce } from './match-stretch.js';
import type { Stretch } from './match-stretch.js';
import type { ReadDocument } from './read-document.js';

/** What was found in a stretch: matches by sequence number, and how far it was looked. */
export interface FoundMatches {
  readonly to: number;
  readonly sequences: readonly number[];
}

/** Finds the matches of a group a block of records at a time, so that readers at different places share what was found. */
export interface BlockMatches {
  /** Looks no further than the end of the block in which the stretch begins, nor at too much at a time. */
  find(group: FilterGroup, stretch: Stretch): FoundMatches;
  /** Groups that are remembered because they are catching up. */
  groups(): number;
  /** Forgets what was found. */
  clear(): void;
}

/** Records of a block. */
const BLOCK_RECORDS = 256;
/** What is looked at in one go, so that it takes some milliseconds at most: bytes parsed, and filters tried. */
const BYTES_AT_A_TIME = 262_144;
const TRIES_AT_A_TIME = 8_192;
/** What may be remembered: matches, and about as much as so many for each block. */
const MAX_REMEMBERED = 2_000_000;
const COST_OF_BLOCK = 24;

/** How far a block was looked through for a group, and what was found there. */
interface Block {
  to: number;
  readonly sequences: number[];
}

/** Nothing was looked for yet. */
export function createBlockMatches(ring: RecordRing, read: ReadDocument): BlockMatches {
  const known = createKnownBlocks(ring);
  /** Groups that are catching up, and where one of their readers was last. */
  const asked = new Map<FilterGroup, number>();
  /** Each record is parsed once for all groups that will come to it. */
  const lookOn = (asking: FilterGroup, block: Block, { from, to }: Stretch): void => {
    // One may be behind as long as it likes; those that were beside it must not be kept for its sake.
    for (const group of asked.keys()) if (group.behind.size === 0) asked.delete(group);
    const others = [...asked].filter(([group, at]) => group !== asking && isToCome(group, asking, at, to));
    const all = [{ group: asking, block }];
    for (const [group] of others) {
      const same = known.of(group, from);
      if (same.to === block.to) all.push({ group, block: same });
    }
    let at = block.to;
    for (let bytes = 0, tries = 0; at < to && bytes < BYTES_AT_A_TIME && tries < TRIES_AT_A_TIME; at++) {
      const entry = ring.at(at);
      const parse = parseOnce(entry, read);
      for (const one of all) if (groupMatches(one.group, entry, parse)) known.add(one.block, at);
      bytes += entry.value.length;
      tries += all.length;
    }
    for (const one of all) one.block.to = at;
  };
  return {
    find(group, { from, to }) {
      asked.set(group, from);
      const start = from - (from % BLOCK_RECORDS);
      const end = Math.min(to, start + BLOCK_RECORDS);
      const block = known.of(group, start);
      if (block.to < end) lookOn(group, block, { from: start, to: end });
      known.trim();
      const reached = Math.max(from, Math.min(block.to, end));
      return { to: reached, sequences: block.sequences.filter((at) => at >= from && at < reached) };
    },
    groups: () => asked.size,
    clear() {
      known.clear();
      asked.clear();
    },
  };
}

function isToCome(group: FilterGroup, asking: FilterGroup, at: number, to: number): boolean {
  return group.tenant === asking.tenant && at < to;
}

/** Blocks by group and place; the oldest are forgotten. */
function createKnownBlocks(ring: RecordRing) {
  const blocks = new Map<string, Block>();
  let cost = 0;
  return {
    of(group: FilterGroup, start: number): Block {
      const key = `${group.number}:${start}`;
      const block = blocks.get(key) ?? { to: start, sequences: [] };
      if (!blocks.has(key)) cost += COST_OF_BLOCK;
      blocks.set(key, block);
      // Nobody asks for what the ring let go.
      block.to = Math.max(block.to, ring.floor());
      return block;
    },
    add(block: Block, sequence: number): void {
      block.sequences.push(sequence);
      cost += 1;
    },
    /** Keeps what is remembered within its bound. */
    trim(): void {
      for (const [key, { sequences }] of blocks) {
        if (cost <= MAX_REMEMBERED) break;
        blocks.delete(key);
        cost -= COST_OF_BLOCK + sequences.length;
      }
    },
    clear(): void {
      blocks.clear();
      cost = 0;
    },
  };
}
