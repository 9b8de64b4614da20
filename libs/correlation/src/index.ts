export type { CorrelatedLog } from './correlated-log.js';
export { createGroupLane } from './group-lane.js';
export type { GroupingRule, GroupLane } from './group-lane.js';
export type { GroupSession } from './group-session.js';
export type { GroupingOutcome } from './place-log.js';
export { storedClocksSchema } from './stored-clocks.js';
export type { StoredClocks } from './stored-clocks.js';
export { restoreSession, storedSessionSchema, storeSession } from './stored-session.js';
export type { StoredSession } from './stored-session.js';
