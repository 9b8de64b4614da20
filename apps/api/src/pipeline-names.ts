import { CONTROL_TOPICS } from '@millrace/control';
import type { ControlTopicDeclarations } from '@millrace/control';
import { CONSUMER_GROUPS, TOPICS } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';

/** One consumer group on one topic: a book of the audit. */
export interface BookName {
  readonly app: string;
  readonly groupId: string;
  readonly topic: string;
  /** Only Millrace writes this topic. */
  readonly ownTopic: boolean;
}

/** What the api looks at in Kafka; a test brings its own names. */
export interface PipelineNames {
  readonly books: readonly BookName[];
  /** The raw topic; tenants' own ones begin with it and a dot, and are read by the same group. */
  readonly raw: string;
  /** Topic of the canonical documents and the group that puts them into Elasticsearch. */
  readonly logs: { readonly topic: string; readonly indexerGroup: string };
  readonly parked: { readonly topic: string; readonly indexerGroup: string };
  /** How far indexers say they have come. */
  readonly watermarks: TopicDeclaration;
  readonly deadLetters: string;
  readonly control: ControlTopicDeclarations;
}

/** The names of a deployment. */
export const PIPELINE_NAMES: PipelineNames = Object.freeze({
  books: Object.values(CONSUMER_GROUPS).map((book) => ({
    ...book,
    ownTopic: book.topic !== TOPICS.raw.name,
  })),
  raw: TOPICS.raw.name,
  logs: { topic: TOPICS.logs.name, indexerGroup: CONSUMER_GROUPS.indexer.groupId },
  parked: { topic: TOPICS.parked.name, indexerGroup: CONSUMER_GROUPS.indexerParked.groupId },
  watermarks: TOPICS.watermarks,
  deadLetters: TOPICS.deadLetters.name,
  control: CONTROL_TOPICS,
});
