export { createCursorCodec, refuseTooMany } from './cursor-codec.js';
export type { CursorCodec, OpenedCursor } from './cursor-codec.js';
export { createKeyRing } from './key-ring.js';
export type { KeyRing, StoredKeys } from './key-ring.js';
