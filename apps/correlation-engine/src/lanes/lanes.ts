import type { GroupingRule } from '@millrace/correlation';
import type { CorrelationStore } from '@millrace/mongo';
import type { Checkpoints, PartitionState, SourceRecord, TopicPartition } from '@millrace/pipeline';
import type { Clock } from '@millrace/resilience';
import type { CorrelationGroup } from '@millrace/schemas';
import type { EngineTelemetry } from '../telemetry.js';
import { openPartitionLane } from './partition-lane.js';
import type { LanePorts, PartitionLane } from './partition-lane.js';

/** What the lanes work with. */
export interface LanesPorts {
  readonly rule: GroupingRule;
  readonly store: CorrelationStore;
  /** Writes revisions to `correlations`; rejects when the signal aborts. */
  readonly tell: (groups: readonly CorrelationGroup[], signal: AbortSignal) => Promise<void>;
  readonly partitions: () => readonly PartitionState[];
  readonly clock: Clock;
  readonly telemetry: EngineTelemetry;
}

/** The lanes of the partitions that are assigned now. Those of an earlier assignment are void. */
export interface Lanes {
  readonly checkpoints: Checkpoints;
  laneOf(record: Pick<SourceRecord, 'topic' | 'partition'>): PartitionLane;
  /** Waits while a lane of these records holds as much as it may that is not kept yet. */
  awaitRoom(records: readonly SourceRecord[], signal: AbortSignal): Promise<void>;
  /** Looks at lanes that no record came to: a pause ends groups all the same. */
  closeQuiet(): Promise<void>;
  list(): readonly PartitionLane[];
  /** Names of lanes another owner has taken, though they are still assigned here. */
  lost(): readonly string[];
  /** Waits until all that is kept was told. */
  idle(): Promise<void>;
  /** Gives all of them up: what is not told yet is told by the next owner. */
  end(): void;
}

/** By how much the clock trails when it closes groups: a record of then has been read by now, ms. */
const READ_MARGIN_MS = 500;
const ROOM_POLL_MS = 20;

/** See {@link Lanes}. */
export function createLanes(ports: LanesPorts): Lanes {
  const { clock } = ports;
  let lanes: ReadonlyMap<string, PartitionLane> = new Map();
  let giveUp = new AbortController();
  let opening: Promise<unknown> = Promise.resolve();

  /** The time up to which nothing more comes to a partition; undefined while there are records to be read. */
  const readUpToMs = (of: TopicPartition): number | undefined => {
    const state = ports.partitions().find((one) => nameOf(one) === nameOf(of));
    const isCaughtUp = state?.state === 'consuming' && state.position === state.end;
    return isCaughtUp ? clock.now() - READ_MARGIN_MS : undefined;
  };
  const begin = (): AbortController => {
    giveUp.abort(new Error('the lanes were given up'));
    giveUp = new AbortController();
    lanes = new Map();
    return giveUp;
  };
  return {
    checkpoints: {
      async open(partitions) {
        const current = begin();
        // After the claims of an earlier call, which would else take the lanes away from this one.
        const opened = opening.then(() => openAll(ports, partitions, current.signal));
        opening = opened.catch(() => undefined);
        const found = await opened;
        current.signal.throwIfAborted();
        lanes = found;
        return [...found.values()].flatMap((lane) => lane.point() ?? []);
      },
      async save(points) {
        const kept = await Promise.all(
          points.map(async (point) => lanes.get(nameOf(point))?.save(point, readUpToMs(point))),
        );
        return points.filter((_, index) => kept[index]);
      },
    },
    laneOf(record) {
      const lane = lanes.get(nameOf(record));
      if (!lane) throw new Error(`taking a record of ${nameOf(record)}: the partition is not open`);
      return lane;
    },
    async awaitRoom(records, signal) {
      const names = new Set(records.map(nameOf));
      const isFull = () => [...names].some((name) => lanes.get(name)?.hasRoom() === false);
      while (isFull()) await clock.wait(ROOM_POLL_MS, signal);
    },
    async closeQuiet() {
      const states = ports.partitions();
      await Promise.all(states.map((state) => lanes.get(nameOf(state))?.closeQuiet(readUpToMs(state))));
    },
    list: () => [...lanes.values()],
    lost: () => [...lanes].filter(([, lane]) => lane.isLost()).map(([name]) => name),
    async idle() {
      await Promise.all([...lanes.values()].map((lane) => lane.idle()));
    },
    end: () => void begin(),
  };
}

async function openAll(
  ports: LanesPorts,
  partitions: readonly TopicPartition[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PartitionLane>> {
  const own = lanePorts(ports, signal);
  const opened = partitions.map(async ({ topic, partition }) => {
    signal.throwIfAborted();
    const name = nameOf({ topic, partition });
    const manifest = await ports.store.claim(name);
    const groups = await ports.store.load(name);
    const lane = openPartitionLane({ name, topic, partition, manifest, groups }, own);
    const { epoch, offset, outbox } = manifest;
    const fields = { lane: name, epoch, offset, groups: groups.size, untold: outbox.length };
    ports.telemetry.events['lane-opened']({}, { fields });
    return [name, lane] as const;
  });
  return new Map(await Promise.all(opened));
}

function lanePorts(ports: LanesPorts, signal: AbortSignal): LanePorts {
  const { store, rule, telemetry, clock } = ports;
  const { events } = telemetry;
  return {
    rule,
    store: {
      clearOutbox: store.clearOutbox,
      async save(lane, save) {
        const startedMs = clock.now();
        const saved = await store.save(lane, save);
        if (saved) telemetry.saved({ keys: save.changes.size, durationMs: clock.now() - startedMs });
        return saved;
      },
    },
    async tell(groups) {
      try {
        await ports.tell(groups, signal);
      } catch (error) {
        if (signal.aborted) return false;
        throw error;
      }
      for (const { status } of groups) events['revision-told']({ status });
      return true;
    },
    onSaveFailed: (error) => events['save-failed']({}, { fields: { error } }),
    onOutboxUncleared: (error) => events['outbox-uncleared']({}, { fields: { error } }),
    onLost: (lane) => events['lane-lost']({}, { fields: { lane } }),
  };
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
