import type { TopicDeclaration } from '@millrace/schemas';

/** The configuration a declared topic is created with. */
export function topicConfigs(topic: TopicDeclaration): ReadonlyMap<string, string> {
  return new Map([
    ['cleanup.policy', topic.cleanup],
    ['message.timestamp.type', topic.timestampType],
    ...(topic.retentionMs === undefined ? [] : [['retention.ms', String(topic.retentionMs)] as const]),
  ]);
}

/** How an existing topic differs from its declaration, one line each. The order of cleanup policies means nothing. */
export function topicDrift(
  topic: TopicDeclaration,
  found: { readonly partitions: number; readonly configs: ReadonlyMap<string, string | null> },
): readonly string[] {
  const lines: string[] = [];
  if (found.partitions !== topic.partitions)
    lines.push(`${topic.name}: has ${found.partitions} partitions, declared ${topic.partitions}`);
  for (const [name, declared] of topicConfigs(topic)) {
    const actual = found.configs.get(name) ?? undefined;
    if (!sameSetting(actual, declared))
      lines.push(`${topic.name}: ${name} is ${actual ?? 'unset'}, declared ${declared}`);
  }
  return lines;
}

function sameSetting(actual: string | undefined, declared: string): boolean {
  return actual?.split(',').sort().join() === declared.split(',').sort().join();
}
