export { followConnection } from './follow-connection.js';
export type { ReadStep, TailEnd } from './follow-connection.js';
export { TailFrameError } from './read-frame.js';
export { createTailFollower } from './tail-follower.js';
export type { TailFollower, TailRow, TailStepOf } from './tail-follower.js';
export type { OpenTailSocket } from './tail-socket.js';
