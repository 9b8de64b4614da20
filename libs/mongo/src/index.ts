export * from './api-key-store.js';
export * from './audit-acceptance-store.js';
export * from './connect-mongo.js';
export * from './first-arrival-store.js';
export * from './is-mongo-unavailable.js';
export * from './number-name-registry.js';
export * from './retention-deletion-store.js';
export * from './tenant-store.js';
