export { createCursorCodec, MAX_PARTITIONS, refuseTooMany } from './cursor-codec.js';
export type { CursorCodec, CursorPositions, CursorScope, OpenedCursor } from './cursor-codec.js';
export { createKeyRing } from './key-ring.js';
export type { KeyRing, SigningKey, SigningKeys, StoredKeys } from './key-ring.js';
