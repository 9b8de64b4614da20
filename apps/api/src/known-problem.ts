import { ElasticsearchUnavailableError } from '@millrace/elasticsearch';
import { ProblemError, unavailable } from '@millrace/http';
import { isMongoUnavailable } from '@millrace/mongo';

/**
 * The problem to tell of an error that is none of our doing: a problem as it is, and `unavailable` where a server does
 * not answer, so that the client tries again. undefined for all that nobody expected.
 */
export function knownProblem(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (isMongoUnavailable(error)) return unavailable('MongoDB does not answer now.');
  if (error instanceof ElasticsearchUnavailableError)
    return unavailable('Elasticsearch does not answer now.');
  return undefined;
}
