export * from './bounded-reason.js';
export * from './dead-letter-fingerprint.js';
export * from './dead-letter-record.js';
export * from './decode-dead-letter.js';
export * from './envelope-headers.js';
export * from './letter-identity.js';
export * from './record-envelope.js';
export * from './write-letter.js';
