import type { ServiceProcess } from '../harness/service-process.js';

/** A kill to come: at which share of the work, and whom. */
export interface Kill {
  /** Share of the logs acknowledged, 0 to 1. */
  readonly at: number;
  readonly victim: ServiceProcess;
  /** How long it stays down, ms. */
  readonly downMs: number;
}

const EARLIEST = 0.05;
const LATEST = 0.95;
const LONGEST_DOWN_MS = 1_500;

/** `times` kills of each service at random points of the work, in order. */
export function killSchedule(
  services: readonly (readonly ServiceProcess[])[],
  times: number,
  random: () => number,
): readonly Kill[] {
  const kills = services.flatMap((instances) =>
    Array.from({ length: times }, () => ({
      at: EARLIEST + random() * (LATEST - EARLIEST),
      victim: instances[Math.floor(random() * instances.length)] as ServiceProcess,
      downMs: random() * LONGEST_DOWN_MS,
    })),
  );
  return kills.sort((a, b) => a.at - b.at);
}
