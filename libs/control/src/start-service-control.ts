import type { Health, Logger } from '@millrace/runtime';
import { TOPICS } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';
import { startControl } from './control-plane.js';
import type { ControlPlane, InstanceRegistry } from './control-plane.js';
import { kafkaControlBus } from './kafka-control-bus.js';
import type { BusConnection } from './kafka-server-options.js';
import type { PausableConsumer } from './operator-pause.js';

/** Topics of the control plane; tests choose their own. */
export interface ControlTopicDeclarations {
  readonly requests: TopicDeclaration;
  readonly replies: TopicDeclaration;
}

/** Those of a deployment. */
export const CONTROL_TOPICS: ControlTopicDeclarations = Object.freeze({
  requests: TOPICS.controlRequests,
  replies: TOPICS.controlReplies,
});

/** A service as operators reach it. */
export interface ServiceControlOptions {
  readonly service: string;
  readonly topics: ControlTopicDeclarations;
  readonly connection: BusConnection;
  /** Makes topics that are missing. */
  readonly ensureTopics: (topics: readonly TopicDeclaration[]) => Promise<unknown>;
  readonly registry: InstanceRegistry;
  /** What a pause stops; none for a service that reads no records. */
  readonly consumers: readonly PausableConsumer[];
  readonly health: Health;
  readonly logger: Logger;
  /** Whether it asks others, too. */
  readonly asks?: boolean;
}

/** The control plane of a service over Kafka; see `startControl` for the promise. */
export function startServiceControl(options: ServiceControlOptions): ControlPlane {
  const { topics, connection, ensureTopics, logger, ...rest } = options;
  const overKafka = kafkaControlBus({ connection, logger });
  return startControl({
    ...rest,
    logger,
    topics: { requests: topics.requests.name, replies: topics.replies.name },
    join: (instance) => async (handlers, signal) => {
      await ensureTopics([topics.requests, topics.replies]);
      signal.throwIfAborted();
      return overKafka(instance)(handlers, signal);
    },
  });
}
