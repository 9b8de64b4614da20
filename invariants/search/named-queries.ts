/** One of the questions a search is measured by. */
export interface NamedQuery {
  readonly name: string;
  /** Path and parameters; `turn` varies the question, so that no cache has seen it. */
  readonly path: (turn: number) => {
    readonly path: string;
    readonly parameters: Readonly<Record<string, string>>;
  };
  /** Whether it reads every log it finds, and not only the newest. */
  readonly aggregates: boolean;
}

/** What the questions are asked about. */
export interface Asked {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Ids of logs that are stored. */
  readonly ids: readonly string[];
}

const GOODS = ['teapot', 'kettle', 'espresso', 'filter', 'grinder', 'moka', 'scale', 'milk'];
const LIMIT = '100';
const pick = <T>(values: readonly T[], turn: number): T => values[turn % values.length] as T;

/** The ten questions, over all that is stored. */
export function namedQueries({ fromMs, untilMs, ids }: Asked): readonly NamedQuery[] {
  const logs = (name: string, query: (turn: number) => string): NamedQuery => ({
    name,
    path: (turn) => ({ path: '/v1/logs', parameters: { q: query(turn), limit: LIMIT } }),
    aggregates: false,
  });
  // A range of its own each time: an answer kept from the time before would be measured as if it were a search.
  const range = (turn: number) => ({
    from: new Date(fromMs + turn * 1_000).toISOString(),
    to: new Date(untilMs).toISOString(),
  });
  const aggregation = (
    name: string,
    path: string,
    more: Readonly<Record<string, string>> = {},
  ): NamedQuery => ({
    name,
    path: (turn) => ({ path, parameters: { ...range(turn), ...more } }),
    aggregates: true,
  });
  return [
    logs('text', (turn) => `${pick(GOODS, turn)} left`),
    logs('phrase', (turn) => `"reserved ${1 + (turn % 5)} ${pick(GOODS, turn)}"`),
    logs(
      'field',
      (turn) => `host.name:${pick(['payments', 'orders', 'web'], turn)}-${1 + (turn % 3)} severity>=warn`,
    ),
    logs('range', (turn) => `duration_ms:[${turn} TO ${turn + 50}]`),
    logs(
      'regex',
      (turn) => `message:/(time|card)[a-z]${'?'.repeat(turn % 2)}[a-z]+/ severity>=${13 + (turn % 4)}`,
    ),
    logs('wildcard', (turn) => `host.name:*${pick(['ay', 'rd', 'ai', 'eb'], turn)}*-${1 + (turn % 3)}`),
    aggregation('histogram by day', '/v1/logs/histogram', { interval: '1d' }),
    aggregation('histogram by month', '/v1/logs/histogram', { interval: '1M' }),
    aggregation('fields', '/v1/logs/fields'),
    aggregation('patterns', '/v1/logs/patterns'),
    {
      name: 'context',
      path: (turn) => ({ path: `/v1/logs/${pick(ids, turn)}/context`, parameters: {} }),
      aggregates: false,
    },
  ];
}
