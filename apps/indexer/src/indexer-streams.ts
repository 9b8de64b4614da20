import { CONTROL_TOPICS } from '@millrace/control';
import type { ControlTopicDeclarations } from '@millrace/control';
import { CONSUMER_GROUPS, TOPICS } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';

/** Topics and groups of one indexer; tests choose their own, so that they run side by side. */
export interface IndexerStreams {
  readonly logs: TopicDeclaration;
  readonly correlations: TopicDeclaration;
  readonly parked: TopicDeclaration;
  readonly deadLetters: TopicDeclaration;
  readonly watermarks: TopicDeclaration;
  /** Where operators reach it; absent: they do not. */
  readonly control?: ControlTopicDeclarations;
  readonly logsGroup: string;
  readonly correlationsGroup: string;
  readonly parkedGroup: string;
}

/** Those of a deployment. */
export const DEPLOYED_STREAMS: IndexerStreams = Object.freeze({
  logs: TOPICS.logs,
  correlations: TOPICS.correlations,
  parked: TOPICS.parked,
  deadLetters: TOPICS.deadLetters,
  watermarks: TOPICS.watermarks,
  control: CONTROL_TOPICS,
  logsGroup: CONSUMER_GROUPS.indexer.groupId,
  correlationsGroup: CONSUMER_GROUPS.indexerCorrelations.groupId,
  parkedGroup: CONSUMER_GROUPS.indexerParked.groupId,
});
