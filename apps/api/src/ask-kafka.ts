import { ProblemError, unavailable } from '@millrace/http';

/** Runs questions to Kafka; what goes wrong becomes `unavailable`, problems found on the way stay what they are. */
export async function askKafka<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw unavailable(`Kafka cannot be asked now: ${error instanceof Error ? error.message : String(error)}`);
  }
}
