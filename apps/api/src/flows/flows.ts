import type { Telemetry } from '@millrace/runtime';
import { createKeySlots } from './key-slots.js';
import type { KeySlots } from './key-slots.js';

/** What the routes that answer without end have in common. */
export interface Flow {
  readonly slots: KeySlots;
  /** Counts logs that were given out. */
  readonly gave: (logs: number) => void;
}

/** The kinds of answers that run long. */
export interface Flows {
  readonly exports: Flow;
  readonly streams: Flow;
}

/** Places of one kind. */
export interface FlowBounds {
  readonly perKey: number;
  readonly total: number;
}

/** The flows of a process, with their metrics. */
export function createFlows(
  bounds: { readonly [K in keyof Flows]: FlowBounds },
  telemetry: Telemetry,
): Flows {
  const gave = telemetry.counter({
    name: 'given_logs',
    help: 'Logs that were given out by exports and streams.',
    labels: ['flow'],
  });
  const flow = (what: keyof Flows): Flow => ({
    slots: createKeySlots({ what, ...bounds[what] }),
    gave: (logs) => gave({ flow: what }, logs),
  });
  const flows = { exports: flow('exports'), streams: flow('streams') };
  telemetry.gauge({ name: 'open_flows', help: 'Exports and streams that are open.', labels: ['flow'] }, () =>
    Object.entries(flows).map(([name, { slots }]) => ({ labels: { flow: name }, value: slots.taken() })),
  );
  return flows;
}
