import type { PartitionRange } from '@millrace/pipeline';
import type { Watermark } from '@millrace/schemas';

/** What was read of the ends of a topic, asked for at `askedAtMs`. */
export interface TopicLook {
  readonly topicId: string;
  readonly ranges: readonly PartitionRange[];
  /** ms since 1970, by this clock, before the question was sent. */
  readonly askedAtMs: number;
}

/** How far the index has come with a topic. */
export interface TopicProgress {
  readonly topicId: string;
  readonly lookedAtMs: number;
  /** By partition; offset below which all is findable, undefined where nobody has said. */
  readonly offsets: readonly (number | undefined)[];
  /** ms since 1970: everything appended before is findable. undefined while that is not known of some partition. */
  readonly upToMs: number | undefined;
  /** Partitions of which the log ends behind their watermark, or that have none. */
  readonly behind: number;
}

/** What is known of topics that are indexed, from watermarks and looks at their ends. */
export interface IndexProgress {
  noteWatermark(of: {
    readonly topic: string;
    readonly partition: number;
    readonly watermark: Watermark;
  }): void;
  noteLook(topic: string, look: TopicLook): void;
  /** `marginMs`: how far this clock may be ahead of Kafka's. undefined before the first look at the topic. */
  of(topic: string, marginMs: number): TopicProgress | undefined;
  /** Indices that are named as parked by any partition, and whether there are more than are named. */
  parked(): { readonly names: ReadonlySet<string>; readonly more: boolean };
}

interface PartitionProgress {
  watermark?: Watermark;
  /** When the partition was last known to hold nothing beyond its watermark. */
  idleAtMs?: number;
}

interface TopicState {
  look?: TopicLook;
  readonly partitions: Map<number, PartitionProgress>;
}

/** See {@link IndexProgress}. Pure state; what a watermark once said stays true, so that nothing here goes backwards. */
export function createIndexProgress(): IndexProgress {
  const topics = new Map<string, TopicState>();
  const stateOf = (topic: string): TopicState => {
    const known = topics.get(topic) ?? { partitions: new Map() };
    topics.set(topic, known);
    return known;
  };
  return {
    noteWatermark({ topic, partition, watermark }) {
      const state = stateOf(topic);
      const one = partitionOf(state, partition);
      if (one.watermark && one.watermark.topicId !== watermark.topicId) delete one.idleAtMs;
      one.watermark = furthest(one.watermark, watermark);
      noteIdle(state, partition);
    },
    noteLook(topic, look) {
      const state = stateOf(topic);
      state.look = look;
      for (const { partition } of look.ranges) noteIdle(state, partition);
    },
    of(topic, marginMs) {
      const state = topics.get(topic);
      return state?.look && progressOf(state, state.look, marginMs);
    },
    parked() {
      const all = [...topics.values()].flatMap(({ partitions }) => [...partitions.values()]);
      return {
        names: new Set(all.flatMap(({ watermark }) => watermark?.parked ?? [])),
        more: all.some(({ watermark }) => (watermark?.moreParked ?? 0) > 0),
      };
    },
  };
}

function partitionOf({ partitions }: TopicState, partition: number): PartitionProgress {
  const known = partitions.get(partition) ?? {};
  partitions.set(partition, known);
  return known;
}

/** The position is that of whoever came further, the names are those said last. */
function furthest(known: Watermark | undefined, said: Watermark): Watermark {
  if (known?.topicId !== said.topicId || known.offset <= said.offset) return said;
  return { ...known, parked: said.parked, moreParked: said.moreParked };
}

function noteIdle(state: TopicState, partition: number): void {
  const { look } = state;
  const high = look?.ranges.find((range) => range.partition === partition)?.high;
  if (look === undefined || high === undefined) return;
  const one = partitionOf(state, partition);
  const offset = offsetOf(one, look.topicId) ?? 0;
  if (high <= offset) one.idleAtMs = Math.max(one.idleAtMs ?? 0, look.askedAtMs);
}

function offsetOf({ watermark }: PartitionProgress, topicId: string): number | undefined {
  return watermark?.topicId === topicId ? watermark.offset : undefined;
}

function progressOf(state: TopicState, look: TopicLook, marginMs: number): TopicProgress {
  const all = look.ranges.map(({ partition, high }) => {
    const one = partitionOf(state, partition);
    // A partition that never held anything has nothing that could be missing.
    const offset = offsetOf(one, look.topicId) ?? (high === 0 ? 0 : undefined);
    if (offset === undefined) return { offset, behind: true, upToMs: undefined };
    const idleUpToMs = one.idleAtMs === undefined ? undefined : one.idleAtMs - marginMs;
    const known = [one.watermark?.appendedMs, idleUpToMs].filter((ms) => ms !== undefined);
    return { offset, behind: high > offset, upToMs: known.length === 0 ? undefined : Math.max(...known) };
  });
  const unknown = all.some(({ upToMs }) => upToMs === undefined);
  return {
    topicId: look.topicId,
    lookedAtMs: look.askedAtMs,
    offsets: all.map(({ offset }) => offset),
    upToMs: unknown ? undefined : Math.min(...all.map(({ upToMs }) => upToMs ?? 0)),
    behind: all.filter(({ behind }) => behind).length,
  };
}
