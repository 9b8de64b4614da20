import { ProblemError, unavailable } from '@millrace/http';
import { isMongoUnavailable } from '@millrace/mongo';

/**
 * Runs questions to Kafka; what goes wrong becomes `unavailable`. Problems found on the way stay what they are, and so
 * does MongoDB not answering.
 */
export async function askKafka<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProblemError || isMongoUnavailable(error)) throw error;
    throw unavailable(`Kafka cannot be asked now: ${error instanceof Error ? error.message : String(error)}`);
  }
}
