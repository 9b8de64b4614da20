import type { LogLevel } from '../config/service-settings.js';
import type { LogFields, Logger } from '../logger.js';
import type { Telemetry } from './telemetry.js';

/** One event of an app: its metric and its log line, declared together. */
export interface EventDeclaration {
  /** `<noun>_<unit>` of the counter. */
  readonly metric: string;
  readonly help: string;
  /** Level of the log line; absent for events that are only counted. */
  readonly level?: LogLevel;
  /** Labels with the closed set of their values; any other value is counted as `other`. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
}

type LabelValues<D extends EventDeclaration> =
  D['labels'] extends Readonly<Record<string, readonly string[]>>
    ? { readonly [L in keyof D['labels']]: string }
    : Readonly<Record<string, never>>;

/** Counts an event and writes its line. `count` adds more than one; `fields` go into the line only. */
export type RecordEvent<D extends EventDeclaration> = (
  labels: LabelValues<D>,
  details?: { readonly count?: number; readonly fields?: LogFields },
) => void;

/** An app's catalogue of events, by name (`record-dead-lettered`). */
export type Events<C extends Readonly<Record<string, EventDeclaration>>> = {
  readonly [N in keyof C]: RecordEvent<C[N]>;
};

/** Makes a catalogue's recorders. The same name stands in the log line and in the catalogue. */
export function defineEvents<const C extends Readonly<Record<string, EventDeclaration>>>(
  catalogue: C,
  sinks: { readonly telemetry: Telemetry; readonly logger: Logger },
): Events<C> {
  const entries = Object.entries(catalogue).map(([name, declaration]) => [
    name,
    recorder(name, declaration, sinks),
  ]);
  return Object.fromEntries(entries) as Events<C>;
}

function recorder(
  name: string,
  declaration: EventDeclaration,
  { telemetry, logger }: { readonly telemetry: Telemetry; readonly logger: Logger },
) {
  const { metric, help, level, labels: allowed = {} } = declaration;
  const add = telemetry.counter({ name: metric, help, labels: Object.keys(allowed) });
  return (
    labels: Readonly<Record<string, string>>,
    details: { readonly count?: number; readonly fields?: LogFields } = {},
  ) => {
    add(closed(labels, allowed), details.count ?? 1);
    if (level !== undefined) logger[level](name, { ...labels, count: details.count, ...details.fields });
  };
}

function closed(
  labels: Readonly<Record<string, string>>,
  allowed: Readonly<Record<string, readonly string[]>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(allowed).map(([label, values]) => {
      const value = labels[label];
      return [label, value !== undefined && values.includes(value) ? value : 'other'];
    }),
  );
}
