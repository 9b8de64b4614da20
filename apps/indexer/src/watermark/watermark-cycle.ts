import type { PartitionState, TopicPartition } from '@millrace/pipeline';
import { MAX_PARKED_NAMES } from '@millrace/schemas';
import type { Watermark } from '@millrace/schemas';
import type { AppendTimes } from './append-times.js';
import type { PendingParked } from './pending-parked.js';
import type { WrittenIndices } from './written-indices.js';

/** The watermark of one partition. */
export interface PartitionWatermark {
  readonly topic: string;
  readonly partition: number;
  readonly watermark: Watermark;
}

/** What a cycle works with. */
export interface WatermarkPorts {
  /** Partitions whose records become documents that searches find. */
  readonly partitions: () => readonly PartitionState[];
  readonly appendTimes: Pick<AppendTimes, 'before'>;
  readonly written: WrittenIndices;
  readonly parked: Omit<PendingParked, 'handedOver'>;
  /** Names of log indices that take no writes now: nobody waits for them. */
  readonly refusing: () => readonly string[];
  /** Pattern of all log indices. */
  readonly everyIndex: string;
  /** Returns the indices that did not do it. */
  readonly refresh: (indices: readonly string[], signal: AbortSignal) => Promise<readonly string[]>;
  readonly topicId: (topic: string) => Promise<string | undefined>;
  /** Resolves once acknowledged. */
  readonly publish: (watermarks: readonly PartitionWatermark[]) => Promise<void>;
  readonly now: () => number;
}

/** Time after which a watermark is said again though it did not move, ms: a late one of another process may hide it. */
const REPEAT_MS = 30_000;
/** Indices left out of a refresh of all, by name. */
const MAX_LEFT_OUT = 40;

interface Coverage {
  readonly epoch: number;
  readonly topicId: string;
}

/** Where a partition stood when a cycle began. */
interface Standing extends Pick<PartitionState, 'topic' | 'partition' | 'epoch' | 'position'> {
  readonly appendedMs: number | undefined;
}

/**
 * One cycle: see where all partitions stand, make what was written until then findable, say so. What was written under
 * an assignment before is not known here, by this process or another: the first refresh of an assignment covers all log
 * indices, and what waits in `logs.parked` is inherited. Rejects, with nothing said, when anything fails; the next cycle
 * makes up for it. Cycles do not overlap.
 */
export function createWatermarkCycle(ports: WatermarkPorts): (signal: AbortSignal) => Promise<void> {
  const covered = new Map<string, Coverage>();
  const inherited = new Map<string, number>();
  const say = createPublisher(ports);
  return async (signal) => {
    await ports.parked.look();
    const standing = standingOf(ports);
    const parked = ports.parked.names();
    const begun = await begunTopics(ports, standing, covered);
    await inheritParked(ports, begun, inherited);
    // What the outcomes below the positions wrote was noted before, so that it is among what is taken here.
    const later = await refreshWritten(ports, begun.size > 0, signal);
    for (const [topic, coverage] of begun) covered.set(topic, coverage);
    const names = [...new Set([...parked, ...later, ...ports.parked.names()])];
    const unnamed = ports.parked.mayBeMore() ? 1 : 0;
    await say(
      standing.flatMap((one) => {
        const { topicId, epoch } = covered.get(one.topic) ?? {};
        return topicId !== undefined && epoch === one.epoch ? [markOf(one, topicId, { names, unnamed })] : [];
      }),
    );
  };
}

function standingOf({ partitions, appendTimes }: WatermarkPorts): readonly Standing[] {
  return partitions()
    .filter(({ state }) => state === 'consuming' || state === 'paused')
    .map((state) => ({ ...state, appendedMs: appendTimes.before(state, state.position) }));
}

/** Topics whose assignment is none that was covered, with their ids: they do not change while it lasts. */
async function begunTopics(
  { topicId }: WatermarkPorts,
  standing: readonly Standing[],
  covered: ReadonlyMap<string, Coverage>,
): Promise<ReadonlyMap<string, Coverage>> {
  const epochs = new Map(standing.map(({ topic, epoch }) => [topic, epoch]));
  const begun = [...epochs].filter(([topic, epoch]) => covered.get(topic)?.epoch !== epoch);
  return new Map(
    await Promise.all(
      begun.map(async ([topic, epoch]): Promise<[string, Coverage]> => {
        const id = await topicId(topic);
        if (id === undefined) throw new Error(`publishing watermarks of ${topic}: there is no such topic`);
        return [topic, { epoch, topicId: id }];
      }),
    ),
  );
}

/** Once for each assignment, also when the cycle it begins with fails: what is inherited is passed by anew each time. */
async function inheritParked(
  { parked }: WatermarkPorts,
  begun: ReadonlyMap<string, Coverage>,
  inherited: Map<string, number>,
): Promise<void> {
  if ([...begun].every(([topic, { epoch }]) => inherited.get(topic) === epoch)) return;
  await parked.inherit();
  for (const [topic, { epoch }] of begun) inherited.set(topic, epoch);
}

/**
 * An index that refuses writes is not waited for: it is named as parked, and refreshed once it is not any more. Resolves
 * to those that were left for later, which may take writes again by now.
 */
async function refreshWritten(
  ports: WatermarkPorts,
  all: boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { written, everyIndex } = ports;
  const taken = written.take();
  const wanted = all ? [everyIndex] : taken;
  const refusing = ports.refusing();
  const named = wanted.includes(everyIndex)
    ? [everyIndex, ...refusing.slice(0, MAX_LEFT_OUT).map((index) => `-${index}`)]
    : wanted.filter((index) => !refusing.includes(index));
  const later = wanted.includes(everyIndex) ? refusing : wanted.filter((index) => refusing.includes(index));
  try {
    const failed = named.length === 0 ? [] : await ports.refresh(named, signal);
    const refusingNow = new Set(ports.refusing());
    const missed = failed.filter((index) => !refusingNow.has(index));
    if (missed.length > 0) throw new Error(`refreshing ${missed.join()}: a shard did not`);
    const left = [...later, ...failed];
    for (const index of left) written.note(index);
    return left;
  } catch (error) {
    for (const index of wanted) written.note(index);
    throw error;
  }
}

function markOf(
  { topic, partition, epoch, position, appendedMs }: Standing,
  topicId: string,
  { names, unnamed }: { readonly names: readonly string[]; readonly unnamed: number },
) {
  const more = Math.max(0, names.length - MAX_PARKED_NAMES) + unnamed;
  const watermark: Watermark = {
    v: 1,
    topicId,
    offset: position,
    ...(appendedMs !== undefined && { appendedMs }),
    parked: names.slice(0, MAX_PARKED_NAMES),
    ...(more > 0 && { moreParked: more }),
  };
  return { topic, partition, epoch, watermark };
}

/** Says what changed, and from time to time what did not; nothing of partitions that were given up meanwhile. */
function createPublisher({ partitions, publish, now }: WatermarkPorts) {
  const said = new Map<string, { readonly text: string; readonly atMs: number }>();
  return async (marks: readonly ReturnType<typeof markOf>[]): Promise<void> => {
    const epochs = new Map(partitions().map((state) => [nameOf(state), state.epoch]));
    const due = marks.filter((mark) => {
      if (epochs.get(nameOf(mark)) !== mark.epoch) return false;
      const before = said.get(nameOf(mark));
      return before?.text !== JSON.stringify(mark) || now() - before.atMs >= REPEAT_MS;
    });
    if (due.length === 0) return;
    await publish(due);
    for (const mark of due) said.set(nameOf(mark), { text: JSON.stringify(mark), atMs: now() });
  };
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
