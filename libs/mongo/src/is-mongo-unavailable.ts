import { MongoError, MongoNetworkError, MongoServerSelectionError } from 'mongodb';

/** Errors the driver raises without an answer of a server: a closed client, an exhausted pool, a lost connection. */
const NO_ANSWER = new Set([
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
]);

/** Whether a store failed because MongoDB did not answer: trying again later may help. */
export function isMongoUnavailable(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (!(error instanceof MongoError)) return false;
  return NO_ANSWER.has(error.name) || error.hasErrorLabel('RetryableWriteError');
}
