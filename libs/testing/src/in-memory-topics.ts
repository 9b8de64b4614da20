import { randomUUID } from 'node:crypto';
import type { TopicDeclaration } from '@millrace/schemas';
import { createInMemoryPartition } from './in-memory-partition.js';
import type { InMemoryPartition } from './in-memory-partition.js';

/** A topic of the in-memory log; recreating one gives it another id. */
export interface InMemoryTopic {
  readonly id: string;
  readonly declaration: TopicDeclaration;
  readonly partitions: readonly InMemoryPartition[];
}

/** The topics of one in-memory log. */
export interface InMemoryTopics {
  create(declaration: TopicDeclaration): void;
  delete(name: string): void;
  names(): readonly string[];
  find(name: string): InMemoryTopic | undefined;
  /** Throws for a topic or partition that does not exist. */
  partition(topic: string, partition: number): InMemoryPartition;
}

/** See {@link InMemoryTopics}. */
export function createInMemoryTopics(): InMemoryTopics {
  const topics = new Map<string, InMemoryTopic>();
  return {
    create(declaration) {
      const partitions = Array.from({ length: declaration.partitions }, (_, partition) =>
        createInMemoryPartition(declaration.name, partition),
      );
      topics.set(declaration.name, { id: randomUUID(), declaration, partitions });
    },
    delete: (name) => void topics.delete(name),
    names: () => [...topics.keys()],
    find: (name) => topics.get(name),
    partition(topic, partition) {
      const found = topics.get(topic)?.partitions[partition];
      if (!found) throw new Error(`looking up ${topic}[${partition}]: there is no such partition`);
      return found;
    },
  };
}
