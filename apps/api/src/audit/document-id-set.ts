/** A bounded set of document ids, 16 bytes of memory each. */
export interface DocumentIdSet {
  /** False when the set is full and the id was not taken. */
  add(documentId: string): boolean;
  has(documentId: string): boolean;
  readonly size: number;
}

const ID_BYTES = 16;
/** Load at which probing still ends after a few steps. */
const MAX_LOAD = 0.5;

/**
 * A set of at most `capacity` ids, kept as the low 8 bytes of each (a hash already): two ids of millions share them
 * with a chance below 10⁻⁶, and then one unexpected document goes unnoticed. Memory is taken at once.
 */
export function createDocumentIdSet(capacity: number): DocumentIdSet {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(2, capacity / MAX_LOAD)));
  const table = new BigUint64Array(slots);
  let size = 0;

  function slotOf(fingerprint: bigint): number {
    let slot = Number(fingerprint & BigInt(slots - 1));
    while (table[slot] !== 0n && table[slot] !== fingerprint) slot = (slot + 1) & (slots - 1);
    return slot;
  }
  return {
    add: (documentId) => {
      const fingerprint = fingerprintOf(documentId);
      const slot = slotOf(fingerprint);
      if (table[slot] === fingerprint) return true;
      if (size >= capacity) return false;
      table[slot] = fingerprint;
      size++;
      return true;
    },
    has: (documentId) => {
      const fingerprint = fingerprintOf(documentId);
      return table[slotOf(fingerprint)] === fingerprint;
    },
    get size() {
      return size;
    },
  };
}

/** Never 0, which marks a free slot. */
function fingerprintOf(documentId: string): bigint {
  const bytes = Buffer.from(documentId, 'base64url');
  const fingerprint = bytes.length === ID_BYTES ? bytes.readBigUInt64BE(ID_BYTES - 8) : 0n;
  return fingerprint === 0n ? 1n : fingerprint;
}
