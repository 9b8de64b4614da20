import type { Checkpoints, PartitionState, SourceRecord } from '@millrace/pipeline';
import { createCutWatch } from './cut-watch.js';
import type { CutWatch } from './cut-watch.js';
import { laneName } from './lane-name.js';
import { openLanes } from './open-lanes.js';
import type { OpeningPorts } from './open-lanes.js';
import type { PartitionLane } from './partition-lane.js';
import { createReadUpTo } from './read-up-to.js';

/** What the lanes work with. */
export interface LanesPorts extends Omit<OpeningPorts, 'onCut'> {
  readonly partitions: () => readonly PartitionState[];
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
  /** Which lanes closed or forgot groups early in the last minute, and how many. */
  cuts(): readonly string[];
  /** Waits until all that is kept was told. */
  idle(): Promise<void>;
  /** Gives all of them up: what is not told yet is told by the next owner. */
  end(): void;
}

const ROOM_POLL_MS = 20;

/** See {@link Lanes}. */
export function createLanes(ports: LanesPorts): Lanes {
  const { clock } = ports;
  let lanes: ReadonlyMap<string, PartitionLane> = new Map();
  let giveUp = new AbortController();
  let opening: Promise<unknown> = Promise.resolve();
  const cutWatch = createCutWatch(() => clock.now());
  const onCut = noteCuts(ports, cutWatch);
  const readUpToMs = createReadUpTo(ports);

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
        const opened = opening.then(() => openLanes({ ...ports, onCut }, partitions, current.signal));
        opening = opened.catch(() => undefined);
        const found = await opened;
        current.signal.throwIfAborted();
        lanes = found;
        return [...found.values()].flatMap((lane) => lane.point() ?? []);
      },
      async save(points) {
        const kept = await Promise.all(
          points.map(async (point) => lanes.get(laneName(point))?.save(point, readUpToMs(point))),
        );
        return points.filter((_, index) => kept[index]);
      },
    },
    laneOf(record) {
      const lane = lanes.get(laneName(record));
      if (!lane) throw new Error(`taking a record of ${laneName(record)}: the partition is not open`);
      return lane;
    },
    async awaitRoom(records, signal) {
      const names = new Set(records.map(laneName));
      const isFull = () => [...names].some((name) => lanes.get(name)?.hasRoom() === false);
      while (isFull()) await clock.wait(ROOM_POLL_MS, signal);
    },
    async closeQuiet() {
      const states = ports.partitions();
      await Promise.all(
        states.map(async (state) => lanes.get(laneName(state))?.closeQuiet(readUpToMs(state))),
      );
    },
    list: () => [...lanes.values()],
    lost: () => [...lanes].filter(([, lane]) => lane.isLost()).map(([name]) => name),
    cuts: cutWatch.reasons,
    async idle() {
      await Promise.all([...lanes.values()].map((lane) => lane.idle()));
    },
    end: () => void begin(),
  };
}

function noteCuts({ telemetry }: LanesPorts, watch: CutWatch): OpeningPorts['onCut'] {
  return (lane, cuts) => {
    watch.note(lane, cuts);
    for (const cut of ['closed', 'forgotten', 'ids'] as const)
      if (cuts[cut] > 0) telemetry.events['groups-cut']({ cut }, { count: cuts[cut] });
  };
}
