import { z } from 'zod';

const count = z.int().min(0);

/** Indices one watermark names; more are counted as `moreParked`. */
export const MAX_PARKED_NAMES = 1_000;

/**
 * Value of a record of `watermarks`: how far what was read from one partition can be found. It states a fact about that
 * topic that stays true, so of two for one partition the one with the higher offset holds, whoever wrote it last.
 */
export const watermarkSchema = z.object({
  v: z.literal(1),
  /** UUID of the topic: offsets mean nothing in one that was made anew. */
  topicId: z.string().min(1).max(64),
  /**
   * Every record below has its outcome, and those that were indexed are findable; those of a parked index wait in
   * `logs.parked`.
   */
  offset: count,
  /** ms since 1970: every record that was appended to the partition before lies below `offset`. Absent: not known. */
  appendedMs: count.optional(),
  /** Day indices of which the writer knows that logs wait in `logs.parked`, or are about to. */
  parked: z.array(z.string().max(255)).max(MAX_PARKED_NAMES),
  /** How many more there are than are named, or may be: the writer does not know what owners before it handed over. */
  moreParked: count.optional(),
});

/** See {@link watermarkSchema}. */
export type Watermark = Readonly<z.infer<typeof watermarkSchema>>;

interface WatermarkedPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A watermark as the key and value of its record. */
export function encodeWatermark({ topic, partition }: WatermarkedPartition, watermark: Watermark) {
  return { key: `${topic}/${partition}`, value: Buffer.from(JSON.stringify(watermark)) };
}

/** What a record of `watermarks` says of which partition; undefined for a record that is no watermark. */
export function decodeWatermark(record: {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}): (WatermarkedPartition & { readonly watermark: Watermark }) | undefined {
  const [, topic, partition] = /^(.+)\/(\d{1,9})$/.exec(record.key?.toString() ?? '') ?? [];
  const watermark = watermarkSchema.safeParse(parsed(record.value)).data;
  if (topic === undefined || watermark === undefined) return undefined;
  return { topic, partition: Number(partition), watermark };
}

function parsed(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString() ?? '');
  } catch {
    return undefined;
  }
}
