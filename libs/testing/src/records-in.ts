import { readTopic } from '@millrace/pipeline';
import type { SourceRecord } from '@millrace/pipeline';

const DEADLINE_MS = 20_000;

/** Everything that stands in a topic, by partition and offset. */
export async function recordsIn(
  tools: Parameters<typeof readTopic>[0],
  topic: string,
): Promise<readonly SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of readTopic(tools, topic, AbortSignal.timeout(DEADLINE_MS))) records.push(...batch);
  return records;
}
