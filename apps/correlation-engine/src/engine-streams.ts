import { CONTROL_TOPICS } from '@millrace/control';
import type { ControlTopicDeclarations } from '@millrace/control';
import { CONSUMER_GROUPS, TOPICS } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';

/** Topics and group of one engine; tests choose their own, so that they run side by side. */
export interface EngineStreams {
  readonly logs: TopicDeclaration;
  readonly correlations: TopicDeclaration;
  readonly deadLetters: TopicDeclaration;
  /** Where operators reach it; absent: they do not. */
  readonly control?: ControlTopicDeclarations;
  readonly groupId: string;
}

/** Those of a deployment. */
export const DEPLOYED_STREAMS: EngineStreams = Object.freeze({
  logs: TOPICS.logs,
  correlations: TOPICS.correlations,
  deadLetters: TOPICS.deadLetters,
  control: CONTROL_TOPICS,
  groupId: CONSUMER_GROUPS.correlation.groupId,
});
