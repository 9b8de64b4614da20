import { CONSUMER_GROUPS, TOPICS } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';

/** Topics and group of one engine; tests choose their own, so that they run side by side. */
export interface EngineStreams {
  readonly logs: TopicDeclaration;
  readonly correlations: TopicDeclaration;
  readonly deadLetters: TopicDeclaration;
  readonly groupId: string;
}

/** Those of a deployment. */
export const DEPLOYED_STREAMS: EngineStreams = Object.freeze({
  logs: TOPICS.logs,
  correlations: TOPICS.correlations,
  deadLetters: TOPICS.deadLetters,
  groupId: CONSUMER_GROUPS.correlation.groupId,
});
