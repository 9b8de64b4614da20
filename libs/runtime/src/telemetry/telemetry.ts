import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What a metric is: a noun with its unit, what it says, its labels (closed sets, no ids). */
export interface MetricDeclaration<L extends string> {
  /** `<noun>_<unit>`, lower case: `bulk_body_bytes`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly L[];
}

/** Adds to a running number. */
export type AddToCounter<L extends string> = (labels: Readonly<Record<L, string>>, by?: number) => void;

/** Metrics of one app, in the text format of Prometheus. */
export interface Telemetry {
  /** Becomes `millrace_<app>_<name>_total`. */
  counter<L extends string = never>(declaration: MetricDeclaration<L>): AddToCounter<L>;
  /** Becomes `millrace_<app>_<name>`; `collect` is asked at each scrape for the values there are now. */
  gauge<L extends string = never>(
    declaration: MetricDeclaration<L>,
    collect: () => Iterable<{ readonly labels: Readonly<Record<L, string>>; readonly value: number }>,
  ): void;
  /** Becomes `millrace_<app>_<name>`; `buckets` are upper bounds in the metric's unit. */
  histogram<L extends string = never>(
    declaration: MetricDeclaration<L>,
    buckets: readonly number[],
  ): (labels: Readonly<Record<L, string>>, value: number) => void;
  /** All of them as text, and its content type. */
  expose(): Promise<{ readonly contentType: string; readonly body: string }>;
}

const NAME_PATTERN = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;

/** Metrics of an app, beside those of the Node.js process. A name that is taken or malformed throws. */
export function createTelemetry(app: string): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const prefix = `millrace_${app.replaceAll('-', '_')}`;
  return {
    counter: (declaration) => addCounter(registry, prefix, declaration),
    gauge: (declaration, collect) => addGauge({ registry, prefix, declaration, collect }),
    histogram: (declaration, buckets) => addHistogram({ registry, prefix, declaration, buckets }),
    expose: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function checked(name: string): string {
  if (!NAME_PATTERN.test(name) || name.endsWith('_total')) {
    throw new RangeError(`declaring metric ${name}: names are <noun>_<unit>, without prefix and _total`);
  }
  return name;
}

function addCounter<L extends string>(
  registry: Registry,
  prefix: string,
  { name, help, labels }: MetricDeclaration<L>,
): AddToCounter<L> {
  const counter = new Counter({
    name: `${prefix}_${checked(name)}_total`,
    help,
    labelNames: [...(labels ?? [])],
    registers: [registry],
  });
  return (values, by = 1) => counter.inc(values, by);
}

function addGauge<L extends string>(input: {
  readonly registry: Registry;
  readonly prefix: string;
  readonly declaration: MetricDeclaration<L>;
  readonly collect: () => Iterable<{ readonly labels: Readonly<Record<L, string>>; readonly value: number }>;
}): void {
  const { declaration, collect } = input;
  new Gauge({
    name: `${input.prefix}_${checked(declaration.name)}`,
    help: declaration.help,
    labelNames: [...(declaration.labels ?? [])],
    registers: [input.registry],
    collect() {
      this.reset();
      for (const { labels, value } of collect()) this.set(labels, value);
    },
  });
}

function addHistogram<L extends string>(input: {
  readonly registry: Registry;
  readonly prefix: string;
  readonly declaration: MetricDeclaration<L>;
  readonly buckets: readonly number[];
}): (labels: Readonly<Record<L, string>>, value: number) => void {
  const histogram = new Histogram({
    name: `${input.prefix}_${checked(input.declaration.name)}`,
    help: input.declaration.help,
    labelNames: [...(input.declaration.labels ?? [])],
    buckets: [...input.buckets],
    registers: [input.registry],
  });
  return (labels, value) => histogram.observe(labels, value);
}
